package runtime_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// garbagePrograms make much garbage and keep little of it: each of them needs at
// most the given MiB at any time, in blocks that may be large.
var garbagePrograms = []struct {
	name string
	mib  int64
	src  string
}{
	{"rep", 8, `for i = 1, 30 do local s = ("x"):rep(5000000) end`},
	{"rep of two", 12, `local s for i = 1, 30 do s = ("x"):rep(5000000 + i) end`},
	{"concat", 14, `local s = ("x"):rep(3000000) for i = 1, 40 do local t = s .. i .. s end`},
	{"growing concat", 4, `for k = 1, 20 do local s = "" for i = 1, 400 do s = s .. "0123456789abcdefghijklmnopqrstuvwxyz" end end`},
	{"doubling", 6, `for k = 1, 40 do local s = "x" for i = 1, 20 do s = s .. s end assert(#s == 1 << 20) end`},
	{"upper, lower, reverse, sub", 8, `local s = ("aB"):rep(500000)
		for i = 1, 30 do local a = s:upper() a = s:lower() a = s:reverse() a = s:sub(2, -2) end`},
	{"format", 12, `local s = ("x"):rep(1000000) for i = 1, 40 do local t = ("%s-%s"):format(s, s) t = ("%q"):format(s) end`},
	{"gsub", 12, `local s = ("x"):rep(1000000)
		for i = 1, 6 do
			assert(#s:gsub("x", "yz") == 2000000)
			assert(#s:gsub("x+", "%0%0") == 2000000)
			assert(#s:gsub(("x"):rep(1000), function(m) return m .. m end) == 2000000)
		end`},
	{"match, gmatch", 10, `local s = ("x"):rep(2000000) .. " " for i = 1, 20 do local a = s:match("(x*)") for w in s:gmatch("%a+") do assert(#w == 2000000) end end`},
	{"pack, unpack", 10, `local s = ("x"):rep(1000000) for i = 1, 20 do local p = string.pack("s4s4", s, s) local a, b = string.unpack("s4s4", p) assert(a == b) end`},
	{"table.concat", 8, `local t = {} for i = 1, 1000 do t[i] = ("x"):rep(1000) end for i = 1, 30 do assert(#table.concat(t, ",") == 1000999) end`},
	{"array growth", 24, `for k = 1, 12 do local t = {} for i = 1, 300000 do t[i] = i end end`},
	{"hash growth", 34, `for k = 1, 8 do local t = {} for i = 1, 100000 do t["k" .. i] = i end end`},
	{"float keys", 20, `for k = 1, 8 do local t = {} for i = 1, 100000 do t[i + 0.5] = i end end`},
	{"constructor, insert, move, pack, unpack", 12, `
		for k = 1, 30 do
			local t = {} for i = 1, 20000 do table.insert(t, i) end
			local u = table.move(t, 1, #t, 1, {})
			local p = table.pack(table.unpack(u))
			local q = { table.unpack(p) }
			assert(#q == 20000)
		end`},
	{"small tables", 1, `for i = 1, 200000 do local t = { i, { x = i } } end`},
	{"closures", 1, `for i = 1, 200000 do local f = function() return i end end`},
	{"coroutines", 2, `for i = 1, 20000 do local co = coroutine.wrap(function(a) coroutine.yield(a) end) co(i) end`},
	{"deep coroutines", 12, `
		local function deep(n) if n == 0 then coroutine.yield() else deep(n - 1) return end end
		for i = 1, 30 do local co = coroutine.create(deep) coroutine.resume(co, 20000) end`},
	{"recursion", 12, `
		local function f(n, s) if n == 0 then return 0 end return 1 + f(n - 1, s) end
		for i = 1, 20 do f(20000) local s = ("x"):rep(1000000) end`},
	{"varargs", 24, `
		local function f(...) return select("#", ...) end
		for i = 1, 20 do local t = {} for j = 1, 50000 do t[j] = j end assert(f(table.unpack(t)) == 50000) end`},
	{"load", 6, `
		local parts = {} for i = 1, 2000 do parts[i] = "local x" .. i % 100 .. " = { " .. i .. ", 'text " .. i .. "' }" end
		for i = 1, 20 do
			local src = "do " .. table.concat(parts, " end do ") .. " end"
			assert(load(src))()
		end`},
	{"load with a reader", 6, `
		for i = 1, 10 do
			local n = 0
			assert(load(function() n = n + 1 if n <= 400 then return "do local t = { 'some text here' } end " end end))()
		end`},
	{"errors", 1, `for i = 1, 50000 do pcall(error, { i }) pcall(error, "message " .. i) end`},
	{"tostring", 1, `for i = 1, 200000 do local s = tostring(i + 0.25) end`},
	{"metatables", 2, `for i = 1, 100000 do setmetatable({}, { __index = {} }) end`},
	{"finalizers", 4, `local n = 0 for i = 1, 50000 do setmetatable({}, { __gc = function() n = n + 1 end }) end`},
	{"weak tables", 4, `local w = setmetatable({}, { __mode = "kv" }) for i = 1, 100000 do w[i % 1000] = {} end`},
	{"sort", 8, `for k = 1, 10 do local t = {} for i = 1, 20000 do t[i] = tostring(i * 7919 % 20011) end table.sort(t) end`},
	{"traceback", 4, `for i = 1, 3000 do local s = debug and debug.traceback("x") or "" end`},
}

// TestGarbageIsNoReasonToFail runs programs that make much garbage under a memory
// limit that their live data only just fits in.
func TestGarbageIsNoReasonToFail(t *testing.T) {
	for _, p := range garbagePrograms {
		t.Run(p.name, func(t *testing.T) {
			limit := p.mib << 20
			vm := openSafe(t, rt.Config{Memory: limit})
			if _, err := vm.Run(context.Background(), "=t", p.src); err != nil {
				t.Error(err)
			}
			// The same in slices, where the collections are interrupted.
			vm = openSafe(t, rt.Config{Memory: limit})
			if err := inSlices(t, vm, p.src, 3000); err != nil {
				t.Error("in slices: ", err)
			}
		})
	}
}

// inSlices runs a program by steps of so much fuel and checks what it takes.
func inSlices(t *testing.T, vm *rt.VM, src string, fuel int64) error {
	t.Helper()
	fn, err := vm.Load("=t", src)
	if err != nil {
		t.Fatal(err)
	}
	th, err := vm.NewThread(fn)
	if err != nil {
		t.Fatal(err)
	}
	for {
		status, _, err := th.Must().Step(vm, fuel)
		if limit := vm.Config().Memory; limit > 0 && vm.Heap().Count() > limit {
			t.Fatalf("%d bytes accounted, limit %d", vm.Heap().Count(), limit)
		}
		if err != nil || status == rt.StatusDone {
			return err
		}
	}
}

func TestRefusedMemoryIsCaught(t *testing.T) {
	vm := openSafe(t, rt.Config{Memory: 4 << 20})
	_, err := vm.Run(context.Background(), "=t", `
		local function refused(f, ...)
			local ok, msg = pcall(f, ...)
			assert(not ok and msg == "not enough memory", msg)
		end
		local keep = ("x"):rep(2200000)
		refused(string.rep, "x", 3000000)
		refused(string.rep, "x", 300000000)
		refused(function() return keep .. keep end)
		refused(string.upper, keep .. "")
		refused(string.format, "%s%s", keep, keep)
		refused(string.gsub, keep, "x", "yy")
		refused(table.concat, { keep, keep })
		refused(string.pack, "s4s4", keep, keep)
		refused(function() local t = {} for i = 1, 1000000 do t[i] = i end end)
		refused(function() local t = {} for i = 1, 1000000 do t["k" .. i] = i end end)
		refused(function() local t = {} for i = 1, 1000000 do t[i] = {} end end)
		refused(function() local function f(n) return 1 + f(n + 1) end f(1) end)
		refused(load, "return " .. ("{},"):rep(50000))
		assert(#(keep:sub(1, 1000000)) == 1000000)`)
	if err != nil {
		t.Error(err)
	}
	if err := vm.Collect(); err != nil {
		t.Error(err)
	}
	if _, err := vm.Run(context.Background(), "=t", `local s = ("x"):rep(3000000)`); err != nil {
		t.Error("afterwards: ", err)
	}
}

func TestRetryCallsAgain(t *testing.T) {
	vm := openSafe(t, rt.Config{Memory: 8 << 20})
	calls, resumed := 0, 0
	define := func(name string, fn rt.Function) {
		f, err := vm.NewFunc(name, fn)
		if err != nil {
			t.Fatal(err)
		}
		if err := vm.SetGlobal(name, f); err != nil {
			t.Fatal(err)
		}
	}
	define("start", func(c *rt.Call) error {
		calls++
		if err := c.Reserve(5 << 20); err != nil {
			return c.Retry(err)
		}
		return c.Return(c.Arg(1), c.Arg(2))
	})
	define("seq", func(c *rt.Call) error {
		return c.Suspend(&retrySequence{n: &resumed, v: c.Arg(1)})
	})
	define("straight", rt.Async(func(c *rt.Call) error {
		if err := c.Reserve(5 << 20); err != nil {
			return err
		}
		v, err := c.NewString(strings.Repeat("x", 5<<20))
		if err != nil {
			return err
		}
		return c.Return(v)
	}))
	define("other", func(c *rt.Call) error { return c.Retry(errors.New("not of memory")) })
	_, err := vm.Run(context.Background(), "=t", `
		local function garbage() local s = ("x"):rep(5000000) end
		garbage()
		local a, b = start(1, "two")
		assert(a == 1 and b == "two")
		garbage()
		assert(seq("v") == "v")
		garbage()
		assert(#straight() == 5 << 20)
		local keep = ("x"):rep(5000000)
		local ok, e = pcall(start)
		assert(not ok and e == "not enough memory", e)
		ok, e = pcall(seq)
		assert(not ok and e == "not enough memory", e)
		ok, e = pcall(straight)
		assert(not ok and e == "not enough memory", e)
		ok, e = pcall(other)
		assert(not ok and e == "not of memory", e)
		assert(#keep == 5000000)`)
	if err != nil {
		t.Error(err)
	}
	// The third part of the sequence may find that a step of the collector has
	// freed the second one's buffer already.
	if calls != 4 || resumed != 6 && resumed != 7 {
		t.Errorf("%d calls, want 4; %d resumptions, want 6 or 7", calls, resumed)
	}
}

// retrySequence needs memory in its first and in its third part.
type retrySequence struct {
	n     *int
	parts int
	v     rt.Value
}

func (s *retrySequence) Resume(c *rt.Call) error {
	*s.n++
	switch s.parts {
	case 0:
		if err := c.Reserve(5 << 20); err != nil {
			return c.Retry(err)
		}
	case 1:
		b, err := c.NewBuffer(5 << 20)
		if err != nil {
			return c.RetryThen(s, err)
		}
		b.Finish()
	case 2:
		if err := c.Reserve(5 << 20); err != nil {
			return c.RetryThen(s, err)
		}
		return c.Return1(s.v)
	}
	s.parts++
	return c.Suspend(s)
}

func (s *retrySequence) TraceGC(t *gc.Tracer) { s.v.TraceGC(t) }

// A call that a limit ends in the middle of a finalizer does not keep later ones
// from being called.
func TestLimitInAFinalizer(t *testing.T) {
	vm := openSafe(t, rt.Config{CallFuel: 1_000_000})
	_, err := vm.Run(context.Background(), "=t", `
		for i = 1, 100 do setmetatable({}, { __gc = function() while true do end end }) end
		while true do local t = {} end`)
	if !errors.Is(err, rt.ErrFuel) {
		t.Fatal(err)
	}
	_, err = vm.Run(context.Background(), "=t", `setmetatable({}, { __gc = function() called = true end })`)
	if err != nil {
		t.Fatal(err)
	}
	for range 300 { // the spinning ones are in front, each ends a call
		_, _ = vm.Run(context.Background(), "=t", `for i = 1, 10000 do local t = {} if called then return end end`)
		if called, _ := rt.Get[bool](vm, "called"); called {
			return
		}
	}
	t.Error("the finalizer was not called")
}

// What the compiler takes is accounted, and given back whatever ends it.
func TestCompilationIsAccounted(t *testing.T) {
	const src = `local src = "x = 0 " .. ("y = { 1, 2 } "):rep(20000) load(src) load(function() local s = src src = nil return s end)`
	vm := openSafe(t, rt.Config{})
	fn, err := vm.Load("=t", src)
	if err != nil {
		t.Fatal(err)
	}
	before := vm.Heap().Count()
	for round := range 2 {
		th, err := vm.NewThread(fn)
		if err != nil {
			t.Fatal(err)
		}
		most := int64(0)
		for range 100_000 {
			status, _, err := th.Must().Step(vm, 2000)
			if err != nil {
				t.Fatal(err)
			}
			most = max(most, vm.Heap().Count())
			if status == rt.StatusDone || round == 0 && most > 4<<20 {
				break // the first is left in the middle
			}
		}
		if most < 4<<20 {
			t.Errorf("%d bytes accounted at most", most)
		}
		if err := th.Release(); err != nil {
			t.Fatal(err)
		}
		if err := vm.Collect(); err != nil {
			t.Fatal(err)
		}
	}
	if after := vm.Heap().Count(); after > before+200<<10 {
		t.Errorf("%d bytes accounted before, %d afterwards", before, after)
	}
}

// A chain of errors makes garbage too: with messages that grow, hundreds of
// megabytes of it between two returns.
func TestGarbageOfErrors(t *testing.T) {
	vm := openSafe(t, rt.Config{})
	most := int64(0)
	vm.Heap().Observe(func(bool) { most = max(most, vm.Heap().Count()) })
	_, err := vm.Run(context.Background(), "=t", `
		local mt = {__close = function(_, e) error(e) end} -- adds a position
		local function f(n)
			local x <close> = setmetatable({}, mt)
			if n > 0 then return f(n - 1), 1 end
			error(("x"):rep(5000))
		end
		assert(not pcall(f, 4000))
		`)
	if most > 20<<20 { // all of them are more than 50
		t.Errorf("%d bytes", most)
	}
	if err != nil {
		t.Error(err)
	}
}
