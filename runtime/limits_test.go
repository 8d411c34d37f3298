package runtime_test

import (
	"context"
	"errors"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// openSafe returns a VM with the safe libraries.
func openSafe(t *testing.T, cfg rt.Config) *rt.VM {
	t.Helper()
	vm, err := rt.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = vm.Close() })
	if err := stdlib.Open(vm, stdlib.Safe); err != nil {
		t.Fatal(err)
	}
	return vm
}

func TestPanicsAreCaughtOnlyOnRequest(t *testing.T) {
	for _, catch := range []bool{false, true} {
		vm := openSafe(t, rt.Config{CatchPanics: catch})
		fn, err := vm.NewFunc("boom", func(*rt.Call) error { panic("oops") })
		if err != nil {
			t.Fatal(err)
		}
		if err := vm.SetGlobal("boom", fn.Value()); err != nil {
			t.Fatal(err)
		}
		_, err = vm.Run(context.Background(), "=t", `local ok, e = pcall(boom) assert(not ok) return "caught"`)
		var pe *rt.PanicError
		if catch && err != nil || !catch && !errors.As(err, &pe) {
			t.Errorf("CatchPanics %v: got error %v", catch, err)
		}
	}
}

func TestNestedResumesAreBounded(t *testing.T) {
	vm := openSafe(t, rt.Config{ResumeDepth: 5})
	_, err := vm.Run(context.Background(), "=t", `
		local function nest(n)
			local ok, v = coroutine.resume(coroutine.create(function() return nest(n + 1) end))
			if ok then return v end
			return n .. " " .. v
		end
		assert(nest(0) == "5 C stack overflow", nest(0))`)
	if err != nil {
		t.Error(err)
	}
}

func TestFrozenTables(t *testing.T) {
	vm := openSafe(t, rt.Config{})
	if err := stdlib.Freeze(vm); err != nil {
		t.Fatal(err)
	}
	_, err := vm.Run(context.Background(), "=t", `
		local function refused(f, ...)
			local ok, e = pcall(f, ...)
			assert(not ok and tostring(e):find("attempt to modify a frozen table", 1, true), e)
		end
		refused(function() string.format = nil end)
		refused(function() string.new = 1 end)
		refused(function() local k = "format" string[k] = 1 end)
		refused(function() table[1] = 1 end)
		refused(function() table[1.5] = 1 end)
		refused(function() table[true] = 1 end)
		refused(rawset, math, "pi", 3)
		refused(table.insert, table, 1)
		refused(table.move, { 1 }, 1, 1, 1, math)
		refused(setmetatable, math, {})
		refused(function() getmetatable("").__index = nil end)
		assert(string.format("%d", 3) == "3" and math.pi > 3 and ("x"):rep(2) == "xx" and next(table) ~= nil)
		free = 1
		assert(free == 1)`)
	if err != nil {
		t.Error(err)
	}
	tab, err := vm.NewTable(3, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i := range int64(3) {
		if err := tab.RawSetInt(vm, i+1, rt.Int(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := tab.Freeze(vm); err != nil {
		t.Fatal(err)
	}
	if err := tab.RawSetInt(vm, 2, rt.Int(5)); err == nil {
		t.Error("an element of a frozen table was changed")
	}
	if n, v := tab.RawLen(vm), tab.RawGetInt(vm, 2); n != 3 || v != rt.Int(1) || !tab.IsFrozen(vm) {
		t.Errorf("a frozen table has length %d and second element %v", n, v)
	}
}

// Coroutines that ended or are garbage do not count, those that wait do.
func TestCoroutinesAreBounded(t *testing.T) {
	vm := openSafe(t, rt.Config{Coroutines: 10})
	_, err := vm.Run(context.Background(), "=t", `
		for i = 1, 1000 do
			coroutine.wrap(function() end)() -- ends
			coroutine.create(print) -- is garbage
			local co = coroutine.wrap(coroutine.yield)
			co()
		end
		local kept = {}
		local ok, e = pcall(function()
			for i = 1, 1000 do kept[i] = coroutine.create(print) end
		end)
		assert(not ok and e == "too many coroutines" and #kept == 9, tostring(e) .. #kept)
		kept = nil
		for i = 1, 9 do coroutine.wrap(function() end)() end
		kept = {}
		for i = 1, 1000 do kept[i] = coroutine.create(print) end`)
	if !errors.Is(err, rt.ErrCoroutines) || errors.Is(err, rt.ErrMemory) {
		t.Errorf("got %v, want %v", err, rt.ErrCoroutines)
	}
	fn, err := vm.Load("=t", "coroutine.yield()")
	if err != nil {
		t.Fatal(err)
	}
	var kept []rt.Root[rt.Thread]
	for range 1000 {
		th, err := vm.NewThread(fn)
		if err != nil {
			if !errors.Is(err, rt.ErrCoroutines) || len(kept) != 10 {
				t.Errorf("got %v after %d", err, len(kept))
			}
			break
		}
		kept = append(kept, th)
	}
	for _, th := range kept {
		if err := th.Release(); err != nil {
			t.Error(err)
		}
	}
	if _, err := vm.Call(context.Background(), fn); err != nil && errors.Is(err, rt.ErrCoroutines) {
		t.Errorf("garbage is in the way: %v", err)
	}
}
