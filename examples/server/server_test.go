package server_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/lusterlua/luster/examples/server"
)

func get(h http.Handler, path, body string) (int, string) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", path, strings.NewReader(body)))
	return w.Code, w.Body.String()
}

const script = `
	local seen = 0
	return function(request)
		seen = seen + 1
		count = (count or 0) + 1
		if request.path == "/fuel" then while true do end end
		if request.path == "/memory" then local t = {} while true do t[#t + 1] = ("x"):rep(1000) .. #t end end
		if request.path == "/error" then error("not today", 0) end
		if request.path == "/missing" then return "no such thing", 404 end
		if request.path == "/poison" then string.upper = nil; getmetatable("").__index = nil; return "poisoned" end
		return request.method .. " " .. request.path .. " " .. request.body:upper() .. " " .. seen .. count
	end`

func TestServer(t *testing.T) {
	h, err := server.NewHandler("handler", script, server.Config{Memory: 1 << 20, Fuel: 1_000_000})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	tests := []struct {
		path   string
		status int
		body   string
	}{
		{"/", 200, "POST / HELLO 11"},
		{"/poison", 200, "poisoned"},
		{"/", 200, "POST / HELLO 11"}, // whatever the request before did
		{"/missing", 404, "no such thing"},
		{"/error", 500, "not today\n"},
		{"/fuel", 503, "luster: fuel exhausted\n"},
		{"/memory", 503, "not enough memory\n"},
	}
	var wg sync.WaitGroup
	for range 10 {
		for _, tt := range tests {
			wg.Go(func() {
				status, body := get(h, tt.path, "hello")
				if status != tt.status || body != tt.body {
					t.Errorf("%s: got %d %q, want %d %q", tt.path, status, body, tt.status, tt.body)
				}
			})
		}
	}
	wg.Wait()
}

func TestWrongScripts(t *testing.T) {
	if _, err := server.NewHandler("wrong", "return +", server.Config{}); err == nil {
		t.Error("a script that does not compile was taken")
	}
	for src, want := range map[string]string{
		"":                                   "the script returns no function\n",
		"return function() return {} end":    "response: FromValue: string expected, got table\n",
		"return function() return '', 7 end": "response: no status: 7\n",
	} {
		h, err := server.NewHandler("wrong", src, server.Config{})
		if err != nil {
			t.Fatal(err)
		}
		if status, body := get(h, "/", ""); status != 500 || body != want {
			t.Errorf("%s: got %d %q", src, status, body)
		}
		h.Close()
	}
}

func ExampleHandler() {
	h, err := server.NewHandler("hello", `
		return function(request)
			return "hello, " .. request.path:sub(2)
		end`, server.Config{})
	if err != nil {
		panic(err)
	}
	defer h.Close()
	fmt.Println(get(h, "/world", ""))
	// Output: 200 hello, world
}

// BenchmarkRequest is a whole request, with a VM of its own.
func BenchmarkRequest(b *testing.B) {
	h, err := server.NewHandler("handler", script, server.Config{})
	if err != nil {
		b.Fatal(err)
	}
	defer h.Close()
	b.ReportAllocs()
	for b.Loop() {
		if status, body := get(h, "/", "hello"); status != 200 {
			b.Fatal(body)
		}
	}
}
