package runtime_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

func TestCloseClosesWhatTheVMOwns(t *testing.T) {
	vm := openSafe(t, rt.Config{})
	var keys [4]int
	closed := make([]int, len(keys))
	oops := errors.New("oops")
	for i := range keys {
		vm.Own(&keys[i], func() error { t.Error("replaced, and called"); return nil })
		vm.Own(&keys[i], func() error {
			closed[i]++
			switch i {
			case 1:
				return oops
			case 2:
				panic("in the end")
			}
			return nil
		})
	}
	vm.Disown(&keys[3])
	vm.Disown("nobody")
	err := vm.Close()
	var pe *rt.PanicError
	if !errors.Is(err, oops) || !errors.As(err, &pe) {
		t.Errorf("got %v", err)
	}
	if err := vm.Close(); err != nil {
		t.Error(err)
	}
	for i, n := range closed {
		if want := 1 - i/3; n != want {
			t.Errorf("resource %d was closed %d times, not %d", i, n, want)
		}
	}
}

// Close takes no longer for a big heap, in whatever phase its collector is.
func TestCloseOfABigHeap(t *testing.T) {
	best := time.Hour
	for _, n := range []string{"300000", "310000", "330000"} {
		vm := openSafe(t, rt.Config{})
		_, err := vm.Run(context.Background(), "=big", `
			t = {}
			for i = 1, `+n+` do t[i] = setmetatable({i}, {__gc = print}) end
			for i = 1, 1000 do coroutine.wrap(function() coroutine.yield() end)() end`)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if err := vm.Close(); err != nil {
			t.Fatal(err)
		}
		best = min(best, time.Since(start))
	}
	if best > 5*time.Millisecond { // a busy machine gets some room
		t.Errorf("Close took %v", best)
	}
}

// A finalizer that collectgarbage calls is one like the others: it can't yield and
// collects nothing itself, and an error in it ends it alone.
func TestFinalizersCalledByACollection(t *testing.T) {
	var out bytes.Buffer
	vm, err := rt.New(rt.Config{Stdout: &out, Stderr: &out})
	if err != nil {
		t.Fatal(err)
	}
	defer vm.Close()
	if err := stdlib.Open(vm, stdlib.Safe); err != nil {
		t.Fatal(err)
	}
	const src = `
		warn("@on")
		local function new(f) setmetatable({}, {__gc = f}) end
		local res = {}
		new(function() res[#res + 1] = collectgarbage() or "none" res[#res + 1] = collectgarbage("count") or "none" end)
		new(function() error("wrong", 0) end)
		new(function() res[#res + 1] = coroutine.isyieldable() end)
		collectgarbage()
		print(table.unpack(res)) res = {}
		coroutine.wrap(function()
			new(function() res[#res + 1] = coroutine.isyieldable() coroutine.yield() end)
			collectgarbage()
			res[#res + 1] = coroutine.isyieldable()
		end)()
		print(table.unpack(res))
		print(collectgarbage("isrunning"), collectgarbage("count") > 0)`
	if _, err := vm.Run(context.Background(), "=t", src); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"false\tnone\tnone\n", "Lua warning: error in __gc (wrong)\n", "yield across a C-call boundary", "false\ttrue\n", "true\ttrue\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in %q", want, out.String())
		}
	}
}

// A script that is stopped for good in a finalizer: the VM goes on, and so do
// finalizers.
func TestAFinalizerOutOfFuelIsNotTheLastOne(t *testing.T) {
	for _, how := range []string{"collectgarbage()", "local t for i = 1, 1e9 do t = {i} end"} {
		var out bytes.Buffer
		vm, err := rt.New(rt.Config{Stdout: &out, Fuel: 3_000_000})
		if err != nil {
			t.Fatal(err)
		}
		defer vm.Close()
		if err := stdlib.Open(vm, stdlib.Safe); err != nil {
			t.Fatal(err)
		}
		_, err = vm.Run(context.Background(), "=t", `setmetatable({}, {__gc = function() print("begun") while true do end end}) `+how)
		if !errors.Is(err, rt.ErrFuel) || out.String() != "begun\n" {
			t.Errorf("%s: got %q, %v", how, out.String(), err)
		}
		vm.Refuel(1_000_000)
		out.Reset()
		_, err = vm.Run(context.Background(), "=t", `setmetatable({}, {__gc = function() print("called") end}) collectgarbage()`)
		if err != nil || out.String() != "called\n" {
			t.Errorf("%s: got %q, %v", how, out.String(), err)
		}
	}
}
