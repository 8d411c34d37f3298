package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// TestSuggestion: where the names come from, and where there are none.
func TestSuggestion(t *testing.T) {
	for _, c := range []struct {
		name, src, want string
		line            int
	}{
		{"global", "prnit()", "print", 1},
		{"local variable in scope", "local count = 1\ncuont()", "count", 2},
		{"local variable out of scope", "do local countess = 1 end\ncontess()", "", 2},
		{"upvalue", "local counter = 1\n(function() return counter, conter() end)()", "counter", 2},
		{"register that is overwritten", "local t = {inner = {deep = {}}}\nreturn t.inner.depe.x", "deep", 2},
		{"through a move", "local t = {name = 1}\nlocal f = function(x) return x end\nf(t.nmae + 1)", "name", 3},
		{"__index", "local C = {area = 1} C.__index = C\nreturn setmetatable({}, C):aera()", "area", 2},
		{"__index function", "return setmetatable({}, {__index = function() end}):aera()", "", 1},
		{"__index loop", "local t = {} setmetatable(t, {__index = t})\nlocal u = {} u.__index = u\nreturn setmetatable({}, {__index = u}).xy.z", "", 3},
		{"own environment", "local _ENV = {alpha = 1}\nalhpa()", "alpha", 2},
		{"string", "return ('x'):uper()", "upper", 1},
		{"value not nil", "local t = {name = 1, nam = 2}\nt.nam()", "", 2},
		{"key with another value", "local t = {[1] = 1, [true] = 2, position = 3}\nt.positon.x = 1", "position", 2},
		{"concatenation", "local t = {title = 'x'}\nreturn 'a' .. t.titel .. 'b'", "title", 2},
		{"right operand", "local t = {size = 1}\nreturn 1 + t.sise", "size", 2},
		{"coroutine", "coroutine.wrap(function()\nprnit() end)()", "print", 2},
		{"coroutine with a variable to close", "coroutine.wrap(function()\nlocal c <close> = setmetatable({}, {__close = function() end})\nprnit() end)()", "print", 3},
		{"raised again", "local ok, e = pcall(function()\nprnit() end)\nerror(e, 0)", "", 0},
		{"raised again elsewhere", "local ok, e = pcall(function()\nprnit() end)\nerror(e)", "", 3},
		{"level 2", "local function f() error('x', 2) end\nf()", "", 2},
		{"a message that looks so", "error(\"attempt to call a nil value (global 'prnit')\")", "", 1},
		{"no position", "error({})", "", 0},
	} {
		for _, stress := range []gc.Stress{{}, {StepEvery: 1}} {
			vm, err := rt.New(rt.Config{Stress: stress})
			if err != nil {
				t.Fatal(err)
			}
			if err := stdlib.Open(vm, stdlib.Safe); err != nil {
				t.Fatal(err)
			}
			_, err = vm.Run(context.Background(), "=chunk", c.src)
			var e *rt.Error
			if !errors.As(err, &e) {
				t.Fatalf("%s: error %v", c.name, err)
			}
			if e.Suggestion() != c.want {
				t.Errorf("%s: got %q, want %q (%v)", c.name, e.Suggestion(), c.want, err)
			}
			if chunk, line := e.Place(); line != c.line || (chunk == "=chunk") != (line > 0) {
				t.Errorf("%s: place %q line %d, want %d", c.name, chunk, line, c.line)
			}
			if err := vm.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func ExampleError_Suggestion() {
	vm, _ := rt.New(rt.Config{})
	defer vm.Close()
	_ = stdlib.Open(vm, stdlib.Safe)
	_, err := vm.Run(context.Background(), "@script.lua", "local p = { position = 1 }\nprint(p.positoin + 1)")
	var e *rt.Error
	if errors.As(err, &e) {
		chunk, line := e.Place()
		fmt.Println(chunk, line, "did you mean", e.Suggestion())
	}
	// Output: @script.lua 2 did you mean position
}
