package runtime_test

// This file tests the host's side of the API beyond what the examples show.

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/lusterlua/luster/internal/invariant"
	rt "github.com/lusterlua/luster/runtime"
)

func TestConvertRoundTrip(t *testing.T) {
	vm := newVM(rt.Config{})
	defer vm.Close()
	tests := []struct{ in, want any }{
		{nil, nil},
		{true, true},
		{42, int64(42)},
		{int8(-5), int64(-5)},
		{uint64(math.MaxInt64), int64(math.MaxInt64)},
		{float32(0.5), 0.5},
		{math.Inf(1), math.Inf(1)},
		{"a\x00b", "a\x00b"},
		{[]byte("bytes"), "bytes"},
		{strings.Repeat("x", 1000), strings.Repeat("x", 1000)},
		{rt.Int(7), int64(7)},
		{io.EOF, "EOF"},
	}
	for _, tt := range tests {
		v, err := vm.ToValue(tt.in)
		if err != nil {
			t.Errorf("%v: %v", tt.in, err)
			continue
		}
		got, err := rt.As[any](vm, v)
		if err != nil || got != tt.want {
			t.Errorf("%#v: got %#v, %v, want %#v", tt.in, got, err, tt.want)
		}
	}
	in := map[string][]int{"a": {1, 2}, "b": nil, "c": {}}
	v, err := vm.ToValue(in)
	if err != nil {
		t.Fatal(err)
	}
	got, err := rt.As[map[string][]int](vm, v)
	want := map[string][]int{"a": {1, 2}, "b": {}, "c": {}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}

func TestConvertErrors(t *testing.T) {
	vm := newVM(rt.Config{})
	defer vm.Close()
	into := map[string]func(v rt.Value) error{
		"uint8":  func(v rt.Value) error { _, err := rt.As[uint8](vm, v); return err },
		"int":    func(v rt.Value) error { _, err := rt.As[int](vm, v); return err },
		"string": func(v rt.Value) error { _, err := rt.As[string](vm, v); return err },
		"bool":   func(v rt.Value) error { _, err := rt.As[bool](vm, v); return err },
		"func":   func(v rt.Value) error { _, err := rt.As[rt.Root[rt.Func]](vm, v); return err },
		"map":    func(v rt.Value) error { _, err := rt.As[map[string]int](vm, v); return err },
		"chan":   func(v rt.Value) error { _, err := rt.As[chan int](vm, v); return err },
	}
	tests := []struct{ kind, expr, want string }{
		{"uint8", "300", "uint8 expected, got 300"},
		{"uint8", "-1", "uint8 expected, got -1"},
		{"int", "1.5", "int expected, got 1.5"},
		{"int", "0/0", "int expected, got"},
		{"int", "2^63", "int expected, got 9.2233720368548e+18"},
		{"int", "'1'", "int expected, got string"},
		{"string", "1", "string expected, got 1"},
		{"bool", "nil", "boolean expected, got nil"},
		{"func", "{}", "function expected, got table"},
		{"map", "{a = 'x'}", "int expected, got string"},
		{"map", "1", "table expected, got 1"},
		{"chan", "1", "chan int expected, got 1"},
	}
	for _, tt := range tests {
		rs, err := vm.Run(ctx, "=x", "return "+tt.expr)
		if err != nil {
			t.Fatal(err)
		}
		if err := into[tt.kind](rs[0].Value()); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s from %s: got %v, want %q", tt.kind, tt.expr, err, tt.want)
		}
	}
	for _, x := range []any{uint64(math.MaxUint64), make(chan int), struct{}{}, []any{make(chan int)}} {
		if _, err := vm.ToValue(x); err == nil {
			t.Errorf("%T was converted", x)
		}
	}
	// A table in itself.
	rs, err := vm.Run(ctx, "=x", "local t = {} t[1] = t return t")
	if err != nil {
		t.Fatal(err)
	}
	type deep []deep
	if _, err := rt.As[deep](vm, rs[0].Value()); err == nil {
		t.Error("a table in itself was converted")
	}
}

func TestErrorValueAndCause(t *testing.T) {
	vm := newVM(rt.Config{})
	defer vm.Close()
	global(t, vm, "read", func(*rt.Call) error { return io.ErrUnexpectedEOF })
	tests := []struct {
		script, msg string
		cause       error
	}{
		{"error('m')", "x:1: m", nil},
		{"error('m', 0)", "m", nil},
		{"error({})", "(error object is a table value)", nil},
		{"error()", "(error object is a nil value)", nil},
		{"error(42)", "42", nil},
		{"local t = nil; t.x = 1", "x:1: attempt to index a nil value (local 't')", nil},
		{"read()", "x:1: unexpected EOF", io.ErrUnexpectedEOF},
		{"local ok, e = pcall(read) error(e, 0)", "unexpected EOF", io.ErrUnexpectedEOF},
		{"coroutine.wrap(read)()", "unexpected EOF", io.ErrUnexpectedEOF},
		{"local s = ('x'):rep(1 << 40)", "", rt.ErrMemory},
	}
	for _, tt := range tests {
		_, err := vm.Run(ctx, "=x", tt.script)
		var e *rt.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: got %v, want an *Error", tt.script, err)
			continue
		}
		if tt.msg != "" && !strings.HasSuffix(e.Error(), tt.msg) {
			t.Errorf("%s: got %q, want %q", tt.script, e.Error(), tt.msg)
		}
		if tt.cause != nil && tt.msg != "" && !errors.Is(err, tt.cause) {
			t.Errorf("%s: the cause is lost: %v", tt.script, err)
		}
	}
	_, err := vm.Run(ctx, "=x", "error({code = 7})")
	var e *rt.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if m, err := rt.As[map[string]int](vm, e.Value()); err != nil || m["code"] != 7 {
		t.Errorf("got %v, %v, want the error value", m, err)
	}
	_, err = vm.Run(ctx, "@file.lua", "x = = 1")
	var s *rt.SyntaxError
	if !errors.As(err, &s) || s.Line != 1 || s.Chunk != "file.lua" || s.AtEnd {
		t.Errorf("got %#v", err)
	}
	_, err = vm.Run(ctx, "=x", "for i = 1, 2 do")
	if !errors.As(err, &s) || !s.AtEnd {
		t.Errorf("an incomplete chunk is not reported as such: %#v", err)
	}
}

func TestLimits(t *testing.T) {
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	late, stop := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer stop()
	tests := []struct {
		name   string
		cfg    rt.Config
		ctx    context.Context
		script string
		want   error // nil: the script ends
	}{
		{"fuel", rt.Config{Fuel: 10_000}, ctx, "while true do end", rt.ErrFuel},
		{"fuel in pcall", rt.Config{Fuel: 10_000}, ctx, "while true do pcall(function() while true do end end) end", rt.ErrFuel},
		{"fuel in a coroutine", rt.Config{Fuel: 10_000}, ctx, "coroutine.wrap(function() while true do end end)()", rt.ErrFuel},
		{"fuel in load", rt.Config{Fuel: 10_000}, ctx, "load(('x = 1 '):rep(100000))", rt.ErrFuel},
		{"fuel in a handler", rt.Config{Fuel: 10_000}, ctx, "xpcall(error, function() while true do end end)", rt.ErrFuel},
		{"no close after the fuel", rt.Config{Fuel: 10_000}, ctx,
			"local x <close> = setmetatable({}, {__close = function() print('closed') end}) while true do end", rt.ErrFuel},
		{"fuel of a call", rt.Config{CallFuel: 10_000}, ctx, "while true do end", rt.ErrFuel},
		{"enough fuel for a call", rt.Config{CallFuel: 10_000}, ctx, "for i = 1, 5000 do end", nil},
		{"the VM's fuel within a call's", rt.Config{Fuel: 1_000, CallFuel: 10_000_000}, ctx, "while true do end", rt.ErrFuel},
		{"nesting", rt.Config{Nesting: 20}, ctx,
			"assert(load(('('):rep(15) .. '1' .. (')'):rep(15), '=x') == nil) local _, e = load('x = ' .. ('('):rep(30)) assert(e:find('C stack overflow'), e)", nil},
		{"more nesting", rt.Config{Nesting: 5000}, ctx,
			"assert(load('x = ' .. ('('):rep(4000) .. '1' .. (')'):rep(4000)))", nil},
		{"timeout", rt.Config{Timeout: 5 * time.Millisecond}, ctx, "while true do end", rt.ErrDeadline},
		{"deadline", rt.Config{}, late, "while true do end", context.DeadlineExceeded},
		{"canceled", rt.Config{}, canceled, "", context.Canceled},
		{"canceled is an interruption", rt.Config{}, canceled, "", rt.ErrInterrupted},
		{"memory", rt.Config{Memory: 1 << 20}, ctx, "local t = {} for i = 1, 1e9 do t[i] = {} end", rt.ErrMemory},
		{"memory is caught", rt.Config{Memory: 1 << 20}, ctx,
			"local ok, e = pcall(function() local t = {} for i = 1, 1e9 do t[i] = {} end end) assert(not ok and e == 'not enough memory', e)", nil},
		{"garbage is no memory", rt.Config{Memory: 1 << 20}, ctx, "for i = 1, 1e5 do local t = {i} end", nil},
		{"stack", rt.Config{CallDepth: 100}, ctx,
			"local function f() return 1 + f() end local ok, e = pcall(f) assert(e:find('stack overflow'), e)", nil},
		{"string", rt.Config{StringLen: 1000}, ctx,
			"assert(not pcall(string.rep, 'x', 1001), 'rep') assert(#('x'):rep(1000) == 1000) local s = ('x'):rep(600) assert(not pcall(function() return s .. s end), 'concat')", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			tt.cfg.Stdout = &out
			vm := newVM(tt.cfg)
			defer vm.Close()
			_, err := vm.Run(tt.ctx, "=limit", tt.script)
			if !errors.Is(err, tt.want) || tt.want == nil && err != nil {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if out.Len() > 0 {
				t.Errorf("script code ran after the end: %q", out.String())
			}
			if err := vm.Heap().Verify(); err != nil {
				t.Error(err)
			}
			if _, limited := vm.Fuel(); limited {
				vm.Refuel(1_000_000)
			}
			if _, err := vm.Run(ctx, "=after", "local t = {} for i = 1, 100 do t[i] = i end assert(#t == 100)"); err != nil {
				t.Errorf("the VM is unusable afterwards: %v", err)
			}
		})
	}
}

func TestThreadStates(t *testing.T) {
	vm := newVM(rt.Config{})
	defer vm.Close()
	fn, err := vm.Load("=x", "local a = ... local b = coroutine.yield(a + 1) return a, b")
	if err != nil {
		t.Fatal(err)
	}
	root, err := vm.NewThread(fn)
	if err != nil {
		t.Fatal(err)
	}
	th := root.Must()
	step := func(want rt.Status, results []int64, args ...any) {
		t.Helper()
		status, vs, err := th.Step(vm, 1000, args...)
		if err != nil || status != want {
			t.Fatalf("got %v, %v, want %v", status, err, want)
		}
		for i, v := range vs {
			if n, _ := v.AsInt(); n != results[i] {
				t.Errorf("result %d is %d, want %d", i, n, results[i])
			}
		}
		if len(vs) != len(results) {
			t.Errorf("got %d results, want %d", len(vs), len(results))
		}
	}
	step(rt.StatusSuspended, []int64{11}, 10)
	step(rt.StatusDone, []int64{10, 20}, 20)
	if _, _, err := th.Step(vm, 1000); err == nil {
		t.Error("a thread that is done went on")
	}
	bad, err := vm.Load("=x", "error('no')")
	if err != nil {
		t.Fatal(err)
	}
	if root, err = vm.NewThread(bad); err != nil {
		t.Fatal(err)
	}
	if status, _, err := root.Must().Step(vm, 1000); status != rt.StatusFailed || err == nil || err.Error() != "x:1: no" {
		t.Errorf("got %v, %v", status, err)
	}
}

func TestSlicesMakeNoDifference(t *testing.T) {
	const script = `
		local out = {}
		local function rec(n) if n == 0 then return 0 end return 1 + rec(n - 1) end
		for i = 1, 50 do
			out[#out + 1] = rec(i) + select("#", table.unpack({}, 1, i))
			pcall(error, i)
			out[#out + 1] = tostring(load("return " .. i .. " + 1")())
		end
		table.sort(out, function(a, b) return tostring(a) < tostring(b) end)
		return table.concat(out, ",")`
	var want string
	for _, fuel := range []int64{1 << 40, 1, 3, 100, 5000} {
		vm := newVM(rt.Config{})
		fn, err := vm.Load("=x", script)
		if err != nil {
			t.Fatal(err)
		}
		root, err := vm.NewThread(fn)
		if err != nil {
			t.Fatal(err)
		}
		for {
			status, vs, err := root.Must().Step(vm, fuel)
			if err != nil {
				t.Fatal(err)
			}
			if status != rt.StatusDone {
				continue
			}
			got, _ := vs[0].AsString(vm)
			if want == "" {
				want = got
			}
			if got != want {
				t.Errorf("fuel %d: got %s, want %s", fuel, got, want)
			}
			break
		}
		vm.Close()
	}
}

func TestAsyncBodiesEnd(t *testing.T) {
	ended := 0
	body := rt.Async(func(c *rt.Call) error {
		defer func() { ended++ }()
		_, err := c.Await()
		return err
	})
	vm := newVM(rt.Config{})
	global(t, vm, "f", body)
	if _, err := vm.Run(ctx, "=x", "co = coroutine.create(f) coroutine.resume(co) co2 = coroutine.create(f) coroutine.resume(co2) coroutine.resume(co2)"); err != nil {
		t.Fatal(err)
	}
	if ended != 1 {
		t.Errorf("%d bodies ended, want 1", ended)
	}
	if err := vm.Close(); err != nil {
		t.Fatal(err)
	}
	if ended != 2 {
		t.Errorf("%d bodies ended after Close, want 2", ended)
	}
}

func TestPDo(t *testing.T) {
	vm := newVM(rt.Config{})
	defer vm.Close()
	global(t, vm, "try", rt.Async(func(c *rt.Call) error {
		_, err := c.PDo(c.Arg(1))
		if err == nil {
			return c.Return(rt.Bool(true))
		}
		v, _ := rt.ErrorValue(err)
		return c.Return(rt.Bool(false), v)
	}))
	if _, err := vm.Run(ctx, "=x", `
		assert(try(print ~= nil and function() end) == true)
		local e = {}
		local ok, got = try(function() error(e) end)
		assert(not ok and got == e)`); err != nil {
		t.Error(err)
	}
}

func TestWarn(t *testing.T) {
	var out bytes.Buffer
	vm := newVM(rt.Config{Stderr: &out})
	defer vm.Close()
	if _, err := vm.Run(ctx, "=x", `warn("off") warn("@on") warn("a", "b") warn("@off") warn("c") warn("@on") warn("@what", "x") warn("d")`); err != nil {
		t.Fatal(err)
	}
	const want = "Lua warning: ab\nLua warning: @whatx\nLua warning: d\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestAllocations(t *testing.T) {
	if raceEnabled || invariant.Enabled {
		t.Skip("the checks of this build allocate")
	}
	vm := newVM(rt.Config{Stdout: io.Discard})
	defer vm.Close()
	global(t, vm, "add", func(c *rt.Call) error {
		a, err := c.CheckInt(1)
		if err != nil {
			return err
		}
		b, err := c.CheckInt(2)
		if err != nil {
			return err
		}
		return c.Return(rt.Int(a + b))
	})
	for name, body := range map[string]string{
		"callback": "add(i, 2)",
		"select":   "select('#', i, i) select(2, i, i)",
		"type":     "type(i) type(t)",
		"tostring": "tostring(i) tostring(true)",
		"tonumber": "tonumber('12') tonumber(i)",
		"rawget":   "rawget(t, 1) rawset(t, 1, i) rawlen(t) rawequal(t, t)",
		"print":    "print(i, 'x', 1.5, true, nil)",
		"pairs":    "for k, v in pairs(t) do end for k, v in ipairs(t) do end",
		"pcall":    "pcall(type, i)",
	} {
		t.Run(name, func(t *testing.T) {
			fn, err := vm.Load("=alloc", "local n = ... local t = {1, 2, 3} for i = 1, n do "+body+" end")
			if err != nil {
				t.Fatal(err)
			}
			run := func(n int) float64 {
				return testing.AllocsPerRun(5, func() {
					if _, err := vm.Call(ctx, fn, n); err != nil {
						t.Fatal(err)
					}
				})
			}
			if few, many := run(10), run(1010); many > few+30 {
				t.Errorf("%.0f allocations for 1,000 rounds", many-few)
			}
		})
	}
}

func TestShutdown(t *testing.T) {
	var out bytes.Buffer
	vm := newVM(rt.Config{Stdout: &out, Stderr: &out})
	if _, err := vm.Run(ctx, "=x", `
		warn("@on")
		for i = 1, 3 do
			_G["v" .. i] = setmetatable({}, {__gc = function() print("gc", i) if i == 2 then error("in gc", 0) end end})
		end`); err != nil {
		t.Fatal(err)
	}
	if err := vm.Shutdown(ctx); err != nil {
		t.Error(err)
	}
	const want = "gc\t3\ngc\t2\nLua warning: error in __gc (in gc)\ngc\t1\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
	if err := vm.Shutdown(ctx); !errors.Is(err, rt.ErrClosed) {
		t.Errorf("second Shutdown: got %v", err)
	}
	out.Reset()
	vm = newVM(rt.Config{Stdout: &out, Stderr: &out})
	if _, err := vm.Run(ctx, "=x", `
		warn("@on")
		x = setmetatable({}, {__gc = function() error(setmetatable({}, {__tostring = print})) end})
		y = setmetatable({}, {__gc = function(o) print("once") setmetatable({}, getmetatable(o)) print(collectgarbage()) end})
		`); err != nil {
		t.Fatal(err)
	}
	if err := vm.Shutdown(ctx); err != nil {
		t.Error(err)
	}
	if want := "once\nnil\nLua warning: error in __gc (error object is not a string)\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
	vm = newVM(rt.Config{Fuel: 100_000})
	if _, err := vm.Run(ctx, "=x", "x = setmetatable({}, {__gc = function() while true do end end})"); err != nil {
		t.Fatal(err)
	}
	if err := vm.Shutdown(ctx); !errors.Is(err, rt.ErrFuel) {
		t.Errorf("got %v, want %v", err, rt.ErrFuel)
	}
}

// The fuel of a call is the call's own: what one did not use is lost, and what one
// used is not missed by the next.
func TestCallFuelIsPerCall(t *testing.T) {
	vm := newVM(rt.Config{CallFuel: 10_000})
	defer vm.Close()
	for range 100 {
		if _, err := vm.Run(ctx, "=x", "for i = 1, 5000 do end"); err != nil {
			t.Fatal(err)
		}
	}
	fn, err := vm.Load("=x", "while true do end")
	if err != nil {
		t.Fatal(err)
	}
	th, err := vm.NewThread(fn)
	if err != nil {
		t.Fatal(err)
	}
	for range 10 { // a step has the fuel that it is given
		if status, _, err := th.Must().Step(vm, 5_000); status != rt.StatusPaused || err != nil {
			t.Fatal(status, err)
		}
	}
}
