package runtime_test

// This file tests budgets within a budget: the intrinsic function limited.

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// limitedVM returns a VM whose scripts have limited.
func limitedVM(t *testing.T, cfg rt.Config) *rt.VM {
	t.Helper()
	vm := newVM(cfg)
	t.Cleanup(func() { _ = vm.Close() })
	if err := vm.SetGlobal("limited", vm.Intrinsic("limited")); err != nil {
		t.Fatal(err)
	}
	return vm
}

// limitedTests are scripts that say themselves whether limited works.
var limitedTests = []struct{ name, script string }{
	{"enough", `local ok, a, b, c = limited(10000, function(...) return ... end, 1, nil, 3)
		assert(ok == true and a == 1 and b == nil and c == 3)`},
	{"no results", `assert(select('#', limited(1000, function() end)) == 1)`},
	{"exhausted", `local ok, e = limited(1000, function() while true do end end)
		assert(ok == false and e == "luster: fuel exhausted", e)`},
	{"nothing to spend", `local ran
		for _, n in ipairs {0, -1, math.mininteger} do
			assert(not limited(n, function() for i = 1, 2 do end ran = true end) and not ran)
		end`},
	{"no end", `assert(limited(math.maxinteger, function() for i = 1, 1e5 do end end))`},
	{"an error", `local ok, e = limited(1000, error, {code = 7}) assert(not ok and e.code == 7)`},
	{"arguments", `assert(not pcall(limited)) assert(not pcall(limited, 10)) assert(not pcall(limited, "x", print))
		assert(limited(1000.0, type, 1)) local ok, e = limited(1000, nil) assert(e == "attempt to call a nil value")`},
	{"not caught inside", `local log = {}
		local ok, e = limited(2000, function()
			local x <close> = setmetatable({}, {__close = function() log[#log + 1] = "close" end})
			xpcall(function() while true do end end, function(m) log[#log + 1] = "handler" return m end)
			log[#log + 1] = "after"
		end)
		assert(not ok and #log == 0, table.concat(log, ","))`},
	{"in protected loops", `assert(not limited(5000, function() while true do pcall(function() while true do end end) end end))`},
	{"what follows has its own", `for i = 1, 50 do assert(not limited(500, function() while true do end end)) end
		local n = 0 for i = 1, 10000 do n = n + i end assert(n == 50005000)`},
	{"inner is less", `local a, ok, e = limited(1e6, function() local ok, e = limited(100, function() while true do end end) return ok, e end)
		assert(a == true and ok == false and e:find("fuel"))`},
	{"outer is less", `local log = {}
		local ok = limited(1000, function() log[1] = limited(1e9, function() while true do end end) log[2] = true end)
		assert(ok == false and #log == 0)`},
	{"deeply nested", `local function f(n) if n == 0 then while true do end end return (limited(1e9 - n, f, n - 1)) end
		assert(limited(20000, f, 100) == false)`},
	{"inside of a coroutine", `local co = coroutine.wrap(function() return limited(1000, function() while true do end end) end)
		local ok, e = co() assert(ok == false and e)`},
	{"coroutines inside", `local co
		local ok = limited(3000, function()
			co = coroutine.create(function()
				local x <close> = setmetatable({}, {__close = error})
				coroutine.wrap(function() while true do end end)()
			end)
			coroutine.resume(co)
		end)
		assert(ok == false and coroutine.status(co) == "dead") assert(coroutine.resume(co) == false)`},
	{"a yield goes through", `local co = coroutine.wrap(function()
			return limited(50000, function(a) local b = coroutine.yield(a + 1) return a, b end, 1) end)
		assert(co() == 2)
		for i = 1, 1e5 do end -- not counted
		local ok, a, b = co(9) assert(ok == true and a == 1 and b == 9)`},
	{"a yield gives nothing back", `local co = coroutine.wrap(function()
			return "end", limited(3000, function() while true do for i = 1, 100 do end coroutine.yield(true) end end) end)
		local n = 0 while co() == true do n = n + 1 end assert(n > 5 and n < 40, n)`},
	{"another one resumes it", `local co = coroutine.create(function() limited(1e6, function() coroutine.yield() for i = 1, 2000 do end coroutine.yield(1) end) end)
		coroutine.resume(co)
		local ok = limited(1000, function() coroutine.resume(co) end)
		assert(ok == false and coroutine.status(co) == "dead")`},
	{"passed to another one", `local co = coroutine.wrap(function() while true do for i = 1, 50 do end coroutine.yield() end end)
		assert(limited(1e6, co)) for i = 1, 100 do co() end
		assert(limited(500, function() while true do co() end end) == false)`},
	{"closed while suspended", `local log = 0
		local co = coroutine.create(function() limited(500, function()
			local x <close> = setmetatable({}, {__close = function() for i = 1, 5000 do log = i end end})
			coroutine.yield() end) end)
		coroutine.resume(co) assert(coroutine.close(co) and log == 5000)`},
	{"variables survive", `local t = {} local ok = limited(1000, function()
			local n = 0 t.get = function() return n end while true do n = n + 1 end end)
		collectgarbage() assert(not ok and t.get() > 0)`},
	{"variables below are closed later", `local log = {}
		do local x <close> = setmetatable({}, {__close = function() log[1] = "closed" end})
			limited(1000, function() local y <close> = setmetatable({}, {__close = error}) while true do end end) end
		assert(log[1] == "closed")`},
	{"an error while closing", `local ok, e = limited(2000, function()
			local x <close> = setmetatable({}, {__close = function() while true do end end}) error("first") end)
		assert(ok == false and e:find("fuel"), e)`},
	{"builtins", `for name, f in pairs {
			rep = function() return ("x"):rep(1e8) end,
			sort = function() local t = {} for i = 1, 2000 do t[i] = -i end while true do table.sort(t, function(a, b) return a < b end) end end,
			gsub = function() while true do ("a"):rep(5000):gsub("a*b", "") end end,
			concat = function() local t = {} for i = 1, 5000 do t[i] = "xx" end while true do table.concat(t) end end,
			load = function() local s = ("x = 1 "):rep(2000) while true do load(s) end end,
			collect = function() while true do collectgarbage() end end,
			find = function() return ("a"):rep(1e5):find(".-.-.-b") end,
			tostring = function() while true do tostring(setmetatable({}, {__tostring = function() return "x" end})) end end,
			pairs = function() local t = {} for i = 1, 1000 do t[i] = i end while true do for _ in pairs(t) do end end end,
			gc = function() while true do setmetatable({}, {__gc = function() for i = 1, 100 do end end}) end end,
			error = function() while true do xpcall(error, function() return debug end, {}) end end,
		} do local ok, e = limited(20000, f) assert(ok == false and e == "luster: fuel exhausted", name .. tostring(e)) end
		collectgarbage()`},
	{"metamethods", `local t = setmetatable({}, {__index = function(t, k) while true do end end, __add = function() while true do end end,
			__lt = function() while true do end end, __concat = function() while true do end end})
		for _, f in ipairs {function() return t.x end, function() return t + 1 end, function() return t < t end, function() return t .. "x" end} do
			assert(limited(1000, f) == false) end`},
	{"rethrown", `local ok, e = limited(100, function() while true do end end) local ok2, e2 = pcall(error, e, 0) assert(e2 == e)`},
	{"called directly", `local ok, r = limited(1000, limited, 500, function() return 5 end) assert(ok and r == true)
		assert(select(2, pcall(limited, 100, function() while true do end end)) == false)`},
	{"go function", `local ok = limited(1000, async, function() while true do end end) assert(ok == false)
		local ok, x = limited(1000, async, function() return 4 end) assert(ok and x == 4)
		assert(limited(2000, spin) == false)`},
}

func limitedGlobals(t *testing.T, vm *rt.VM) {
	t.Helper()
	global(t, vm, "async", rt.Async(func(c *rt.Call) error {
		vs, err := c.Do(c.Arg(1))
		if err != nil {
			return err
		}
		return c.Return(vs...)
	}))
	global(t, vm, "spin", rt.Async(func(c *rt.Call) error {
		for {
			c.Charge(100)
		}
	}))
}

func TestLimited(t *testing.T) {
	for _, tt := range limitedTests {
		for _, cfg := range []struct {
			slice  int64
			stress gc.Stress
		}{{1 << 40, gc.Stress{}}, {37, gc.Stress{}}, {1000, gc.Stress{StepEvery: 7}}} {
			t.Run(fmt.Sprintf("%s/%d", tt.name, cfg.slice), func(t *testing.T) {
				vm := limitedVM(t, rt.Config{Stress: cfg.stress, Seed: 1})
				limitedGlobals(t, vm)
				fn, err := vm.Load("=limited", tt.script)
				if err != nil {
					t.Fatal(err)
				}
				th, err := vm.NewThread(fn)
				if err != nil {
					t.Fatal(err)
				}
				status := rt.StatusPaused
				for i := 0; status == rt.StatusPaused; i++ {
					if status, _, err = th.Must().Step(vm, cfg.slice); err != nil {
						var e *rt.Error
						if errors.As(err, &e) {
							t.Log(e.Traceback())
						}
						t.Fatal(err)
					}
					if i%1000 == 0 {
						if err := vm.Heap().Verify(); err != nil {
							t.Fatal(err)
						}
					}
				}
				if status != rt.StatusDone {
					t.Errorf("status %v", status)
				}
			})
		}
	}
}

// What a limited call spends is spent of the VM's fuel too, and when that is gone
// nothing is left to catch it.
func TestLimitedInsideOtherLimits(t *testing.T) {
	vm := limitedVM(t, rt.Config{CallFuel: 5000, Fuel: 1_000_000})
	if _, err := vm.Run(ctx, "=warm", ""); err != nil {
		t.Fatal(err)
	}
	before, _ := vm.Fuel()
	if _, err := vm.Run(ctx, "=x", `limited(3000, function() while true do end end)`); err != nil {
		t.Fatal(err)
	}
	after, _ := vm.Fuel()
	if used := before - after; used < 2900 || used > 3300 {
		t.Errorf("%d units spent, want about 3000", used)
	}
	_, err := vm.Run(ctx, "=x", `limited(1e9, function() while true do end end) print("never")`)
	if !errors.Is(err, rt.ErrFuel) {
		t.Errorf("got %v, want %v", err, rt.ErrFuel)
	}
	_, err = vm.Run(ctx, "=x", `local ok, e = limited(100, function() while true do end end) error(e, 0)`)
	if !errors.Is(err, rt.ErrFuel) || !strings.Contains(err.Error(), "fuel exhausted") {
		t.Errorf("raised again: got %v", err)
	}
	if _, err := vm.Run(ctx, "=x", `assert(limited(2000, function() end))`); err != nil {
		t.Error(err)
	}
}
