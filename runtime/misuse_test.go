package runtime_test

// This file tests that misuse by the host is an error with a name.

import (
	"context"
	"errors"
	goruntime "runtime"
	"strings"
	"testing"
	"time"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

var ctx = context.Background()

// global sets a global function, failing the test on an error.
func global(t *testing.T, vm *rt.VM, name string, fn rt.Function) {
	t.Helper()
	if err := vm.SetGlobal(name, fn); err != nil {
		t.Fatal(err)
	}
}

// staleTable returns the word of a table that was collected.
func staleTable(t *testing.T, vm *rt.VM) rt.Table {
	t.Helper()
	tab, err := vm.NewTable(0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := vm.Collect(); err != nil {
		t.Fatal(err)
	}
	return tab
}

func TestMisuse(t *testing.T) {
	vm, other, closed := newVM(rt.Config{}), newVM(rt.Config{}), newVM(rt.Config{})
	defer vm.Close()
	defer other.Close()
	id, err := vm.Load("=id", "return ...")
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := other.Load("=id", "return ...")
	if err != nil {
		t.Fatal(err)
	}
	released, err := vm.Load("=released", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := released.Release(); err != nil {
		t.Fatal(err)
	}
	lost, err := closed.Load("=lost", "return ...")
	if err != nil {
		t.Fatal(err)
	}
	lostWord := lost.Must()
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	stale := staleTable(t, vm)
	call := func(vm *rt.VM, fn rt.Object, args ...any) error {
		_, err := vm.Call(ctx, fn, args...)
		return err
	}
	fresh, err := vm.NewTable(0, 0)
	if err != nil {
		t.Fatal(err)
	}

	tests := []struct {
		name string
		do   func() error
		want error
	}{
		{"stale argument", func() error { return call(vm, id, stale) }, rt.ErrStale},
		{"stale function", func() error { return call(vm, stale) }, rt.ErrStale},
		{"stale table, write", func() error { return stale.RawSetInt(vm, 1, rt.Int(1)) }, rt.ErrStale},
		{"stale table, walk", func() error { _, _, _, err := stale.Next(vm, rt.Nil); return err }, rt.ErrStale},
		{"stale value stored", func() error { return fresh.RawSetInt(vm, 1, stale.Value()) }, rt.ErrStale},
		{"stale value as a root", func() error { _, err := rt.NewRoot(vm, stale); return err }, rt.ErrStale},
		{"stale value converted", func() error { _, err := rt.As[map[string]int](vm, stale.Value()); return err }, rt.ErrStale},
		{"stale global", func() error { return vm.SetGlobal("x", stale) }, rt.ErrStale},
		{"zero table", func() error { return rt.Table{}.RawSetInt(vm, 1, rt.Int(1)) }, rt.ErrStale},
		{"foreign function", func() error { return call(vm, foreign) }, rt.ErrForeign},
		{"foreign argument", func() error { return call(vm, id, foreign) }, rt.ErrForeign},
		{"foreign value stored", func() error { return fresh.RawSetInt(vm, 1, foreign.Value()) }, rt.ErrForeign},
		{"foreign upvalue", func() error { _, err := vm.NewFunc("f", nil, foreign.Value()); return err }, rt.ErrForeign},
		{"foreign environment", func() error {
			ch, _ := rt.Compile("=x", "")
			_, err := vm.LoadWithEnv(ch, foreign.Value())
			return err
		}, rt.ErrForeign},
		{"released root called", func() error { return call(vm, released) }, rt.ErrReleased},
		{"released root as an argument", func() error { return call(vm, id, released) }, rt.ErrReleased},
		{"root released twice", func() error { return released.Release() }, rt.ErrReleased},
		{"zero root", func() error { return call(vm, rt.Root[rt.Func]{}) }, rt.ErrReleased},
		{"no function", func() error { return call(vm, rt.Int(1)) }, rt.ErrNotFunction},
		{"nil function", func() error { return call(vm, rt.Nil) }, rt.ErrNotFunction},
		{"closed: call", func() error { return call(closed, lost) }, rt.ErrClosed},
		{"closed: load", func() error { _, err := closed.Load("=x", ""); return err }, rt.ErrClosed},
		{"closed: root", func() error { _, err := lost.Get(); return err }, rt.ErrClosed},
		{"closed: release", func() error { return lost.Release() }, rt.ErrClosed},
		{"closed: new table", func() error { _, err := closed.NewTable(0, 0); return err }, rt.ErrClosed},
		{"closed: new string", func() error { _, err := closed.NewString("x"); return err }, rt.ErrClosed},
		{"closed: global", func() error { _, err := closed.Global("x"); return err }, rt.ErrClosed},
		{"closed: set global", func() error { return closed.SetGlobal("x", 1) }, rt.ErrClosed},
		{"closed: word", func() error { return closed.Check(lostWord.Value()) }, rt.ErrClosed},
		{"closed: collect", func() error { return closed.Collect() }, rt.ErrClosed},
		{"closed: thread", func() error { _, err := closed.NewThread(lost); return err }, rt.ErrClosed},
		{"closed value in another VM", func() error { return call(vm, lostWord) }, rt.ErrForeign},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.do(); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
	if err := closed.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	if err := vm.Heap().Verify(); err != nil {
		t.Error(err)
	}
}

func TestMisuseInCallback(t *testing.T) {
	vm, other := newVM(rt.Config{}), newVM(rt.Config{})
	defer vm.Close()
	defer other.Close()
	foreign, err := other.NewTable(0, 0)
	if err != nil {
		t.Fatal(err)
	}
	stale := staleTable(t, vm)
	var kept rt.Value
	global(t, vm, "keep", func(c *rt.Call) error { kept = c.Arg(1); return nil })
	if _, err := vm.Run(ctx, "=keep", "keep({})"); err != nil {
		t.Fatal(err)
	}
	if err := vm.Collect(); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		fn   rt.Function
		want error
	}{
		{"return of a kept value", func(c *rt.Call) error { return c.Return(kept) }, rt.ErrStale},
		{"return1 of a stale value", func(c *rt.Call) error { return c.Return1(stale.Value()) }, rt.ErrStale},
		{"push of a foreign value", func(c *rt.Call) error { return c.Push(foreign.Value()) }, rt.ErrForeign},
		{"throw of a stale value", func(c *rt.Call) error { return c.Throw(stale.Value()) }, rt.ErrStale},
		{"call of a stale value", func(c *rt.Call) error { return c.TailCall(stale.Value()) }, rt.ErrStale},
		{"stale argument of a call", func(c *rt.Call) error { return c.CallThen(nil, c.Arg(1), stale.Value()) }, rt.ErrStale},
		{"read of a stale table", func(c *rt.Call) error { return c.Return(stale.RawGetInt(vm, 1)) }, rt.ErrStale},
		{"read of a foreign table", func(c *rt.Call) error { return c.Return(foreign.RawGetInt(vm, 1)) }, rt.ErrForeign},
		{"re-entry", func(c *rt.Call) error { _, err := vm.Run(ctx, "=x", ""); return err }, rt.ErrBusy},
		{"step inside", func(c *rt.Call) error {
			th, _ := c.Thread()
			_, _, err := th.Step(vm, 100)
			return err
		}, rt.ErrBusy},
		{"close inside", func(c *rt.Call) error { return vm.Close() }, rt.ErrBusy},
		{"collect inside", func(c *rt.Call) error { return vm.Collect() }, rt.ErrBusy},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			global(t, vm, "f", tt.fn)
			_, err := vm.Run(ctx, "=misuse", "return f(print)")
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if _, err := vm.Run(ctx, "=after", "assert(1 + 1 == 2)"); err != nil {
				t.Errorf("the VM is unusable afterwards: %v", err)
			}
		})
	}
	if err := vm.Heap().Verify(); err != nil {
		t.Error(err)
	}
}

func TestCallIsOver(t *testing.T) {
	for name, wrap := range map[string]func(rt.Function) rt.Function{
		"plain": func(f rt.Function) rt.Function { return f },
		"async": rt.Async,
	} {
		t.Run(name, func(t *testing.T) {
			vm := newVM(rt.Config{})
			defer vm.Close()
			var kept *rt.Call
			global(t, vm, "keep", wrap(func(c *rt.Call) error { kept = c; return c.Return(c.Arg(1)) }))
			if _, err := vm.Run(ctx, "=keep", "assert(keep(1) == 1)"); err != nil {
				t.Fatal(err)
			}
			if kept.NArgs() != 0 || !kept.Arg(1).IsNil() {
				t.Error("a Call that is over has arguments")
			}
			for what, err := range map[string]error{
				"Return":     kept.Return(rt.Int(1)),
				"Return1":    kept.Return1(rt.Int(1)),
				"ReturnFrom": kept.ReturnFrom(1),
				"Push":       kept.Push(rt.Int(1)),
				"Grow":       kept.Grow(1),
				"CallThen":   kept.CallThen(nil, rt.Nil),
				"PCallThen":  kept.PCallThen(nil, rt.Nil),
				"TailCall":   kept.TailCall(rt.Nil),
				"Suspend":    kept.Suspend(nil),
				"Yield":      kept.Yield(),
			} {
				if !errors.Is(err, rt.ErrCallOver) {
					t.Errorf("%s: got %v, want %v", what, err, rt.ErrCallOver)
				}
			}
		})
	}
}

func TestTwoGoroutines(t *testing.T) {
	vm := newVM(rt.Config{})
	defer vm.Close()
	entered, leave := make(chan bool), make(chan bool)
	global(t, vm, "block", func(*rt.Call) error {
		entered <- true
		<-leave
		return nil
	})
	done := make(chan error)
	go func() {
		_, err := vm.Run(ctx, "=block", "block()")
		done <- err
	}()
	<-entered
	if err := vm.Close(); !errors.Is(err, rt.ErrBusy) {
		t.Errorf("Close: got %v, want %v", err, rt.ErrBusy)
	}
	if err := vm.Collect(); !errors.Is(err, rt.ErrBusy) {
		t.Errorf("Collect: got %v, want %v", err, rt.ErrBusy)
	}
	leave <- true
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// panics panics when it is resumed.
type panics struct{}

func (panics) TraceGC(*gc.Tracer)    {}
func (panics) Resume(*rt.Call) error { panic("in a sequence") }

func TestPanics(t *testing.T) {
	var nilMap map[string]int
	tests := []struct {
		name, script string
		fn           rt.Function
		want         string
	}{
		{"callback", "f()", func(*rt.Call) error { panic("in a callback") }, "in a callback"},
		{"runtime error", "f()", func(*rt.Call) error { nilMap["x"] = 1; return nil }, "assignment to entry in nil map"},
		{"not caught by pcall", "pcall(f) print('never')", func(*rt.Call) error { panic("uncaught") }, "uncaught"},
		{"not caught by a coroutine", "coroutine.resume(coroutine.create(f)) print('never')",
			func(*rt.Call) error { panic("in a coroutine") }, "in a coroutine"},
		{"sequence", "f(function() end)", func(c *rt.Call) error { return c.CallThen(panics{}, c.Arg(1)) }, "in a sequence"},
		{"async body", "f(function() end)", rt.Async(func(c *rt.Call) error {
			if _, err := c.Do(c.Arg(1)); err != nil {
				return err
			}
			panic("in a body")
		}), "in a body"},
		{"metamethod", "return setmetatable({}, {__index = f}).x", func(*rt.Call) error { panic("in an index") }, "in an index"},
		{"iterator", "for x in f do end", func(*rt.Call) error { panic("in an iterator") }, "in an iterator"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			vm := newVM(rt.Config{})
			defer vm.Close()
			global(t, vm, "f", tt.fn)
			_, err := vm.Run(ctx, "=panic", tt.script)
			var p *rt.PanicError
			if !errors.As(err, &p) {
				t.Fatalf("got %v, want a PanicError", err)
			}
			if !strings.Contains(p.Error(), tt.want) {
				t.Errorf("got %q, want it to contain %q", p.Error(), tt.want)
			}
			if !strings.Contains(p.Stack, "runtime_test") {
				t.Errorf("the stack does not show the culprit:\n%s", p.Stack)
			}
			if _, err := vm.Run(ctx, "=after", "assert(pcall(pcall))"); err == nil {
				t.Error("assert did not fail") // pcall() without argument fails
			}
			if err := vm.Heap().Verify(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestRootIsReleasedWhenForgotten(t *testing.T) {
	vm := newVM(rt.Config{})
	defer vm.Close()
	if err := vm.Collect(); err != nil {
		t.Fatal(err)
	}
	before := vm.Heap().Count()
	for range 1000 {
		if _, err := vm.Run(ctx, "=x", "return {1, 2, 3}"); err != nil {
			t.Fatal(err)
		}
	}
	for range 20 {
		goruntime.GC()
		time.Sleep(5 * time.Millisecond)
		if err := vm.Collect(); err != nil {
			t.Fatal(err)
		}
		if vm.Heap().Count() < before+10_000 {
			return
		}
	}
	t.Errorf("%d bytes before, %d after: forgotten roots keep their objects", before, vm.Heap().Count())
}
