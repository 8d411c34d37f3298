package runtime_test

// This file tests misuse from places where a host's code is called by the VM in
// the middle of something: trace methods, finalizers, functions that end their
// goroutine.

import (
	"errors"
	"fmt"
	goruntime "runtime"
	"strings"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// A Go function that ends its goroutine ends the call. The VM can be used from
// another goroutine afterwards, and nothing of the call is left.
func TestGoexit(t *testing.T) {
	goexit := func(*rt.Call) error { goruntime.Goexit(); return nil }
	tests := []struct {
		name, script string
		fn           rt.Function
	}{
		{"callback", "f()", goexit},
		{"protected", "pcall(f) print('never')", goexit},
		{"coroutine", "coroutine.wrap(function() f() end)() print('never')", goexit},
		{"close", "local x <close> = setmetatable({}, {__close = function() print('never') end}) f()", goexit},
		{"metamethod", "return setmetatable({}, {__index = f}).x", goexit},
		{"async body", "f(function() end)", rt.Async(goexit)},
		{"async body, later", "f(function() end)", rt.Async(func(c *rt.Call) error {
			if _, err := c.Do(c.Arg(1)); err != nil {
				return err
			}
			goruntime.Goexit()
			return nil
		})},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out strings.Builder
			vm := newVM(rt.Config{Stdout: &out})
			defer vm.Close()
			global(t, vm, "f", tt.fn)
			if _, err := vm.Run(ctx, "=warm", "collectgarbage()"); err != nil {
				t.Fatal(err)
			}
			roots := vm.Heap().Stats().Roots
			returned := make(chan bool)
			go func() {
				defer close(returned)
				_, err := vm.Run(ctx, "=goexit", tt.script)
				t.Errorf("Run returned: %v", err)
			}()
			<-returned
			if n := vm.Heap().Stats().Roots; n != roots {
				t.Errorf("%d roots before, %d after", roots, n)
			}
			if _, err := vm.Run(ctx, "=after", "assert(pcall(error) == false)"); err != nil {
				t.Errorf("the VM is unusable afterwards: %v", err)
			}
			if err := vm.Heap().Verify(); err != nil {
				t.Error(err)
			}
			if out.Len() > 0 {
				t.Errorf("printed %q", out.String())
			}
		})
	}
}

// meddler is a host type whose trace method and Close use the VM.
type meddler struct {
	vm    *rt.VM
	trace func(vm *rt.VM) error
	err   error
}

func (m *meddler) TraceGC(*gc.Tracer) {
	if m.trace != nil {
		m.err = m.trace(m.vm)
	}
}

// newMeddler makes a userdata of m and keeps it alive.
func newMeddler(t *testing.T, vm *rt.VM, m *meddler) rt.Root[rt.Userdata] {
	t.Helper()
	u, err := vm.NewUserdata(m, rt.Table{}, 8)
	if err != nil {
		t.Fatal(err)
	}
	root, err := rt.NewRoot(vm, u)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func TestMisuseInTrace(t *testing.T) {
	tests := []struct {
		name string
		do   func(vm *rt.VM) error
		want error
	}{
		{"call", func(vm *rt.VM) error { _, err := vm.Run(ctx, "=x", "x = {}"); return err }, rt.ErrBusy},
		{"collect", func(vm *rt.VM) error { return vm.Collect() }, rt.ErrBusy},
		{"close", func(vm *rt.VM) error { return vm.Close() }, rt.ErrBusy},
		{"new thread", func(vm *rt.VM) error { _, err := vm.NewThread(rt.Nil); return err }, rt.ErrBusy},
		{"new table", func(vm *rt.VM) error { _, err := vm.NewTable(1, 1); return err }, rt.ErrBusy},
		{"new string", func(vm *rt.VM) error { _, err := vm.NewString("in a trace method"); return err }, rt.ErrBusy},
		{"new function", func(vm *rt.VM) error { _, err := vm.NewFunc("f", nil); return err }, rt.ErrBusy},
		{"set global", func(vm *rt.VM) error { return vm.SetGlobal("a global of a trace method", 1) }, rt.ErrBusy},
		{"set field", func(vm *rt.VM) error { return vm.Globals().RawSetInt(vm, 1, rt.Int(1)) }, rt.ErrBusy},
		{"root", func(vm *rt.VM) error { _, err := rt.NewRoot(vm, vm.Globals()); return err }, rt.ErrBusy},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			vm := newVM(rt.Config{})
			defer vm.Close()
			m := &meddler{vm: vm, trace: tt.do}
			root := newMeddler(t, vm, m)
			if err := vm.Collect(); err != nil {
				t.Fatal(err)
			}
			if !errors.Is(m.err, tt.want) {
				t.Errorf("got %v, want %v", m.err, tt.want)
			}
			m.trace = nil
			goruntime.KeepAlive(root)
			if _, err := vm.Run(ctx, "=after", "assert(1 + 1 == 2)"); err != nil {
				t.Errorf("the VM is unusable afterwards: %v", err)
			}
			if err := vm.Heap().Verify(); err != nil {
				t.Error(err)
			}
		})
	}
}

// A trace method that panics ends the call with an error. The heap frees nothing
// from then on: it cannot know what that object refers to.
func TestPanicInTrace(t *testing.T) {
	for _, script := range []string{"collectgarbage()", "collectgarbage('step', 1000)", "for i = 1, 1e6 do local t = {i} end"} {
		t.Run(script, func(t *testing.T) {
			vm := newVM(rt.Config{})
			defer vm.Close()
			m := &meddler{vm: vm, trace: func(*rt.VM) error { panic("in a trace method") }}
			root := newMeddler(t, vm, m)
			_, err := vm.Run(ctx, "=trace", script)
			var p *rt.PanicError
			if !errors.As(err, &p) || !strings.Contains(p.Stack, "meddler") {
				t.Fatalf("got %v, want a PanicError", err)
			}
			if !vm.Heap().Broken() || vm.Heap().Verify() == nil {
				t.Error("the heap does not know that it is broken")
			}
			if _, err := vm.Run(ctx, "=after", "for i = 1, 1e4 do local t = {i} end collectgarbage() collectgarbage('step')"); err != nil {
				t.Error(err)
			}
			if err := vm.Close(); err != nil {
				t.Error(err)
			}
			goruntime.KeepAlive(root)
		})
	}
	vm := newVM(rt.Config{})
	defer vm.Close()
	root := newMeddler(t, vm, &meddler{vm: vm, trace: func(*rt.VM) error { panic("in a trace method") }})
	var p *rt.PanicError
	if err := vm.Collect(); !errors.As(err, &p) {
		t.Errorf("Collect: got %v, want a PanicError", err)
	}
	goruntime.KeepAlive(root)
}

// A finalizer in Go may do what any callback may, and no more.
func TestMisuseInFinalizer(t *testing.T) {
	tests := []struct {
		name string
		fn   func(vm *rt.VM, c *rt.Call) error
		want string // of the warning
	}{
		{"error", func(_ *rt.VM, c *rt.Call) error { return errors.New("from Go") }, "error in __gc (from Go)"},
		{"re-entry", func(vm *rt.VM, c *rt.Call) error { _, err := vm.Run(ctx, "=x", ""); return err }, rt.ErrBusy.Error()},
		{"close", func(vm *rt.VM, c *rt.Call) error { return vm.Close() }, rt.ErrBusy.Error()},
		{"yield", func(_ *rt.VM, c *rt.Call) error { return c.Yield() }, "attempt to yield"},
		{"a kept value", func(_ *rt.VM, c *rt.Call) error { return c.TailCall(rt.Value{}) }, "attempt to call a nil value"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var warnings strings.Builder
			vm := newVM(rt.Config{Stderr: &warnings})
			defer vm.Close()
			global(t, vm, "f", func(c *rt.Call) error { return tt.fn(vm, c) })
			if _, err := vm.Run(ctx, "=gc", `warn("@on") setmetatable({}, {__gc = f}) collectgarbage()`); err != nil {
				t.Errorf("the script fails: %v", err)
			}
			if !strings.Contains(warnings.String(), tt.want) {
				t.Errorf("warned %q, want %q", warnings.String(), tt.want)
			}
			if err := vm.Heap().Verify(); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("panic", func(t *testing.T) {
		vm := newVM(rt.Config{})
		defer vm.Close()
		global(t, vm, "f", func(*rt.Call) error { panic("in a finalizer") })
		_, err := vm.Run(ctx, "=gc", `setmetatable({}, {__gc = f}) collectgarbage()`)
		var p *rt.PanicError
		if !errors.As(err, &p) || !strings.Contains(fmt.Sprint(p), "in a finalizer") {
			t.Errorf("got %v, want a PanicError", err)
		}
		if _, err := vm.Run(ctx, "=after", "assert(1 + 1 == 2)"); err != nil {
			t.Errorf("the VM is unusable afterwards: %v", err)
		}
	})
}
