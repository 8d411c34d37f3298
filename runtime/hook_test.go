package runtime_test

// This file defines the tests of hooks as a host sets them.

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// recorder returns a hook function that appends what happens to log.
func recorder(t *testing.T, vm *rt.VM, log *[]string) rt.Func {
	t.Helper()
	fn, err := vm.NewFunc("hook", func(c *rt.Call) error {
		event, _ := c.Bytes(c.Arg(1))
		info, _ := c.VM().StackInfo(rt.Thread{}, 1)
		*log = append(*log, fmt.Sprintf("%s %s:%d", event, info.What, info.CurrentLine))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return fn
}

func hookVM(t *testing.T, cfg rt.Config) *rt.VM {
	t.Helper()
	vm, err := rt.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = vm.Close() })
	if err := stdlib.Open(vm, stdlib.Safe, stdlib.DebugUnsafe); err != nil {
		t.Fatal(err)
	}
	return vm
}

func run(t *testing.T, vm *rt.VM, src string) {
	t.Helper()
	if _, err := vm.Run(ctx, "=x", src); err != nil {
		t.Error(err)
	}
}

// TestHookOfHost sets a hook while nothing runs: it holds for all that the host
// starts, and for coroutines if it is inherited.
func TestHookOfHost(t *testing.T) {
	const src = "local co = coroutine.wrap(function()\nlocal x = 1\nend)\nco()"
	for _, inherit := range []bool{false, true} {
		vm := hookVM(t, rt.Config{})
		var log []string
		fn := recorder(t, vm, &log)
		if err := vm.SetHook(rt.Thread{}, rt.Hook{Func: fn, Mask: rt.HookLine, Inherit: inherit}); err != nil {
			t.Fatal(err)
		}
		run(t, vm, src)
		want := "line main:1 line main:3 line main:1 line main:4"
		if inherit {
			want += " line Lua:2 line Lua:3"
		}
		if got := strings.Join(log, " "); got != want {
			t.Errorf("inherit %v: %s, want %s", inherit, got, want)
		}
		if h := vm.Hook(rt.Thread{}); h.Func != fn || h.Mask != rt.HookLine || h.Inherit != inherit {
			t.Errorf("the hook is %+v", h)
		}
		log = nil
		if err := vm.SetHook(rt.Thread{}, rt.Hook{}); err != nil {
			t.Fatal(err)
		}
		run(t, vm, src)
		if len(log) > 0 || vm.Hook(rt.Thread{}).Mask != 0 {
			t.Errorf("a hook that was taken away: %v", log)
		}
	}
}

// TestHookOfPausedThread sets a hook in the middle of a loop, and takes it away.
func TestHookOfPausedThread(t *testing.T) {
	vm := hookVM(t, rt.Config{})
	src, err := vm.Load("=x", "local function f()\nfor i = 1, 1e6 do\nlocal x = i\nend\nend\nf()\n")
	if err != nil {
		t.Fatal(err)
	}
	th, err := vm.NewThread(src)
	if err != nil {
		t.Fatal(err)
	}
	var log []string
	step := func(fuel int64) rt.Status {
		status, _, err := th.Must().Step(vm, fuel)
		if err != nil {
			t.Fatal(err)
		}
		return status
	}
	step(100)
	fn := recorder(t, vm, &log)
	if err := vm.SetHook(th.Must(), rt.Hook{Func: fn, Mask: rt.HookLine}); err != nil {
		t.Fatal(err)
	}
	step(100)
	n := len(log)
	if n < 5 || log[0] == log[1] {
		t.Errorf("%d events: %v", n, log)
	}
	if err := vm.SetHook(th.Must(), rt.Hook{}); err != nil {
		t.Fatal(err)
	}
	if status := step(1 << 40); status != rt.StatusDone || len(log) != n {
		t.Errorf("%v after %d events more", status, len(log)-n)
	}
}

func TestHookIsChecked(t *testing.T) {
	vm, other := hookVM(t, rt.Config{}), hookVM(t, rt.Config{})
	var log []string
	fn := recorder(t, vm, &log)
	if err := other.SetHook(rt.Thread{}, rt.Hook{Func: fn, Mask: rt.HookLine}); err == nil {
		t.Error("a function of another VM")
	}
	if err := vm.SetHook(rt.Thread{}, rt.Hook{Func: rt.Func(rt.Int(1)), Mask: rt.HookLine}); !errors.Is(err, rt.ErrNotFunction) {
		t.Error(err)
	}
	if err := vm.SetHook(rt.Thread{}, rt.Hook{Func: fn, Mask: rt.HookCount}); err != nil || vm.Hook(rt.Thread{}).Mask != 0 {
		t.Error("count hook without a count", err)
	}
	_ = vm.Close()
	if err := vm.SetHook(rt.Thread{}, rt.Hook{}); !errors.Is(err, rt.ErrClosed) {
		t.Error(err)
	}
}

// TestHooksAreMetered runs hooks that never end, and code under hooks that never
// ends.
func TestHooksAreMetered(t *testing.T) {
	for _, src := range []string{
		`debug.sethook(function() while true do end end, "l") local x = 1
		local y = 2`,
		`debug.sethook(function() end, "l") while true do end`,
		`debug.sethook(function() end, "", 1) ::a:: goto a`,
		`debug.sethook(function() end, "c") for i = 1, math.huge do end`,
		`debug.sethook(function() end, "r") repeat until false`,
		`debug.sethook(function() pcall(error) end, "l") while true do end`,
		`local function f() debug.sethook(f, "l") end debug.sethook(f, "crl", 1) while true do f() end`,
		`debug.sethook(function() debug.sethook(debug.gethook()) end, "crl") while true do end`,
	} {
		vm := hookVM(t, rt.Config{Fuel: 1 << 20})
		start := time.Now()
		if _, err := vm.Run(ctx, "=x", src); !errors.Is(err, rt.ErrFuel) {
			t.Errorf("%s: %v", src, err)
		}
		if d := time.Since(start); d > 20*time.Second {
			t.Errorf("%s: took %v", src, d)
		}
	}
}

// TestHookMemory shows that the copies of code that hooks need are paid for, go
// with their functions, and that one for which there is no memory is an error.
func TestHookMemory(t *testing.T) {
	big := "local x = 0\n" + strings.Repeat("x = x + 1\n", 20_000)
	vm := hookVM(t, rt.Config{})
	if err := vm.SetGlobal("big", big); err != nil {
		t.Fatal(err)
	}
	run(t, vm, `
local function count() collectgarbage() collectgarbage() return collectgarbage("count") * 1024 end
local function hook() end
debug.sethook(hook, "c") debug.sethook()
local start = count()
local f = load(big)
local before = count()
debug.sethook(hook, "c") f() debug.sethook()
local grown = count() - before
assert(grown > 20000 * 8 and grown < 20000 * 8.3, grown)
f = nil
assert(count() < start + 4096)
`)
	if err := vm.Heap().Verify(); err != nil {
		t.Error(err)
	}

	vm = hookVM(t, rt.Config{Memory: 6 << 20})
	if err := vm.SetGlobal("big", big); err != nil {
		t.Fatal(err)
	}
	run(t, vm, `
local f = load(big)
local fill, n = {}, 0
pcall(function() while true do n = n + 1 fill[n] = ("x"):rep(30000) .. n end end)
fill[1], fill[2], fill[3] = nil -- room for the rest, not for the copy
debug.sethook(function() end, "c")
local ok, err = pcall(f)
debug.sethook()
assert(not ok and err == "not enough memory", err)
fill = nil
debug.sethook(function() end, "c")
local ok, err = pcall(f)
debug.sethook()
assert(ok, err)
`)
}

// TestHookUnderStress fails every allocation once while hooks are set and called.
func TestHookUnderStress(t *testing.T) {
	const src = `
local n = 0
for i = 1, 3 do
  pcall(function()
    local f = load("local a, b = ... local t = {a} for i = 1, 3 do t[i] = i end return b, a")
    debug.sethook(function() n = n + 1 end, "crl", 3)
    local co = coroutine.wrap(function() coroutine.yield(f(1, 2)) end)
    co() co() f(f(3, 4))
    setmetatable({}, { __index = function(t, k) return k end })["x" .. i] = 1
  end)
  debug.sethook()
end
return n`
	for nth := int64(1); nth < 60; nth++ {
		vm := hookVM(t, rt.Config{})
		vm.Heap().SetStress(gc.Stress{FailNth: nth, CollectEvery: 5})
		_, err := vm.Run(ctx, "=x", src)
		vm.Heap().SetStress(gc.Stress{})
		if err != nil && !errors.Is(err, rt.ErrMemory) {
			t.Errorf("%d: %v", nth, err)
		}
		if err := vm.Heap().Verify(); err != nil {
			t.Errorf("%d: %v", nth, err)
		}
		run(t, vm, "assert(not debug.gethook())")
	}
}
