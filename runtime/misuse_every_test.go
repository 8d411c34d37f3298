package runtime_test

// This file tests every method of the package's types with a closed VM, and with
// values of another VM and of no VM: whatever it does, it must do it in order. A
// new method is covered as it is; a new type of parameter needs a maker.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
)

// words are one value of each kind of object, all in the same state.
type words struct {
	table    rt.Table
	fn       rt.Func
	goFn     rt.Func
	thread   rt.Thread
	userdata rt.Userdata
	text     rt.Value
	root     rt.Root[rt.Func]
	call     *rt.Call
}

// newWords makes them in a VM, where they are kept alive by roots of the caller.
func newWords(t *testing.T, vm *rt.VM) (w words, keep []rt.Root[rt.Value]) {
	t.Helper()
	global(t, vm, "call", func(c *rt.Call) error { w.call = c; return nil })
	results, err := vm.Run(ctx, "=words", `call(1) local x, y
		return {1, 2, 3, k = 1}, function(a, b) return x, y end, print, coroutine.create(print), ("long"):rep(100)`)
	if err != nil {
		t.Fatal(err)
	}
	w.table, _ = results[0].Value().AsTable()
	w.fn, _ = results[1].Value().AsFunc()
	w.goFn, _ = results[2].Value().AsFunc()
	w.thread, _ = results[3].Value().AsThread()
	w.text = results[4].Value()
	if w.root, err = rt.NewRoot(vm, w.fn); err != nil {
		t.Fatal(err)
	}
	if w.userdata, err = vm.NewUserdata(&w, rt.Table{}, 8); err != nil {
		t.Fatal(err)
	}
	u, err := rt.NewRoot(vm, w.userdata.Value())
	if err != nil {
		t.Fatal(err)
	}
	return w, append(results, u)
}

// arguments returns what may be passed for a parameter of that type.
func (w *words) arguments(t *testing.T, vm *rt.VM, of reflect.Type) []any {
	t.Helper()
	chunk, err := rt.Compile("=x", "return ...")
	if err != nil {
		t.Fatal(err)
	}
	values := []rt.Value{w.table.Value(), w.fn.Value(), w.thread.Value(), w.userdata.Value(), w.text, rt.Nil}
	var list []any
	switch reflect.Zero(of).Interface().(type) {
	case *rt.VM:
		return []any{vm}
	case rt.Value:
		for _, v := range values {
			list = append(list, v)
		}
		return list
	case []rt.Value:
		return []any{values}
	case rt.Table:
		return []any{w.table, rt.Table{}}
	case rt.Func:
		return []any{w.fn, w.goFn, rt.Func{}}
	case rt.Thread:
		return []any{w.thread, rt.Thread{}}
	case rt.Hook:
		return []any{rt.Hook{}, rt.Hook{Func: w.fn, Mask: rt.HookCall}}
	case rt.Function:
		return []any{rt.Function(func(*rt.Call) error { return nil })}
	case rt.Sequence:
		return []any{&countdown{}}
	case *rt.Chunk:
		return []any{chunk}
	case []any:
		return []any{[]any{}, []any{w.table}}
	case string:
		return []any{"x", ""}
	case []string:
		return []any{[]string{"a"}}
	case []byte:
		return []any{[]byte("bytes")}
	case bool:
		return []any{true}
	case int:
		return []any{0, 1, -1, 5}
	case float64:
		return []any{1.5}
	case int64:
		return []any{int64(1), int64(0), int64(-3)}
	case func(int) error, func() error:
		return []any{reflect.Zero(of).Interface()}
	}
	switch of {
	case reflect.TypeFor[context.Context]():
		return []any{ctx}
	case reflect.TypeFor[error]():
		return []any{io.EOF}
	case reflect.TypeFor[rt.Object]():
		return []any{w.fn, w.root, w.table}
	case reflect.TypeFor[rt.Sequence]():
		return []any{&countdown{}}
	case reflect.TypeFor[any]():
		return []any{w.table, 1, new(int)}
	}
	t.Fatalf("no argument for a parameter of type %v", of)
	return nil
}

// named reports whether a panic is one of misuse, with a name.
func named(p any) bool {
	err, ok := p.(error)
	for _, name := range []error{rt.ErrClosed, rt.ErrBusy, rt.ErrForeign, rt.ErrStale, rt.ErrReleased, rt.ErrCallOver} {
		if ok && errors.Is(err, name) {
			return true
		}
	}
	return false
}

// every calls all methods of v with all arguments.
func (w *words) every(t *testing.T, vm *rt.VM, v any, skip map[string]bool) {
	t.Helper()
	typ := reflect.TypeOf(v)
	for i := range typ.NumMethod() {
		m := typ.Method(i)
		if m.Name == "TraceGC" || skip[m.Name] {
			continue
		}
		lists := [][]any{{v}}
		for p := 1; p < m.Type.NumIn(); p++ {
			lists = append(lists, w.arguments(t, vm, m.Type.In(p)))
		}
		for n := 0; ; n++ { // the nth combination
			in, rest := make([]reflect.Value, len(lists)), n
			for p, list := range lists {
				in[p] = argument(list[rest%len(list)], m, p)
				rest /= len(list)
			}
			if rest > 0 {
				break
			}
			w.one(t, fmt.Sprintf("%v.%s%v", typ, m.Name, in[1:]), m, in)
		}
	}
}

func argument(x any, m reflect.Method, p int) reflect.Value {
	v := reflect.ValueOf(x)
	if x == nil {
		v = reflect.Zero(m.Type.In(p))
	}
	return v
}

func (w *words) one(t *testing.T, what string, m reflect.Method, in []reflect.Value) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil && !named(p) {
			t.Errorf("%s: %v", what, p)
		}
	}()
	out := []reflect.Value(nil)
	if m.Type.IsVariadic() {
		out = m.Func.CallSlice(in)
	} else {
		out = m.Func.Call(in)
	}
	for _, r := range out {
		if r.Kind() == reflect.Func && !r.IsNil() && r.Type().CanSeq2() {
			for range r.Seq2() {
				break
			}
		}
	}
}

// all calls the methods of all types.
func (w *words) all(t *testing.T, vm *rt.VM, skip map[string]bool) {
	t.Helper()
	for _, v := range []any{vm, w.table, w.fn, w.thread, w.userdata, w.text, w.root, w.call} {
		w.every(t, vm, v, skip)
	}
}

func TestEveryMethodMisused(t *testing.T) {
	skip := map[string]bool{"Close": true, "Shutdown": true}
	t.Run("closed", func(t *testing.T) {
		vm := newVM(rt.Config{Stderr: io.Discard})
		w, _ := newWords(t, vm)
		_ = vm.Close()
		w.all(t, vm, nil)
	})
	t.Run("foreign", func(t *testing.T) {
		vm, other := newVM(rt.Config{Stderr: io.Discard}), newVM(rt.Config{Stderr: io.Discard})
		defer vm.Close()
		w, keep := newWords(t, other)
		w.all(t, vm, skip)
		for _, vm := range []*rt.VM{vm, other} {
			if err := vm.Heap().Verify(); err != nil {
				t.Error(err)
			}
		}
		_ = other.Close() // and of one that is closed
		w.all(t, vm, skip)
		if err := vm.Heap().Verify(); err != nil {
			t.Error(err)
		}
		_ = keep
	})
	t.Run("stale", func(t *testing.T) {
		vm := newVM(rt.Config{Stderr: io.Discard})
		defer vm.Close()
		w, keep := newWords(t, vm)
		for _, r := range keep {
			_ = r.Release()
		}
		_ = w.root.Release()
		if err := vm.Collect(); err != nil {
			t.Fatal(err)
		}
		w.all(t, vm, skip)
		if err := vm.Heap().Verify(); err != nil {
			t.Error(err)
		}
	})
	t.Run("valid", func(t *testing.T) {
		vm := newVM(rt.Config{Stderr: io.Discard})
		defer vm.Close()
		w, keep := newWords(t, vm)
		w.all(t, vm, skip)
		if err := vm.Heap().Verify(); err != nil {
			t.Error(err)
		}
		_ = keep
	})
}

// A level below 0 is one that does not exist.
func TestTracebackOfNoLevel(t *testing.T) {
	vm := newVM(rt.Config{})
	defer vm.Close()
	global(t, vm, "traceback", func(c *rt.Call) error {
		if got := c.VM().Traceback(rt.Thread{}, -1); got != "stack traceback:" {
			t.Errorf("got %q", got)
		}
		return nil
	})
	if _, err := vm.Run(ctx, "=x", "traceback()"); err != nil {
		t.Fatal(err)
	}
}
