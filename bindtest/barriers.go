package bindtest

// This file defines the check that the collector learns of what Go code changes.

import (
	"fmt"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// ballast is the number of entries in a table that takes the collector many
// steps to trace, so that marking can be stopped in the middle.
const ballast = 120000

// Barriers stops the collector in the middle of marking, when the objects that a
// call is about are marked already, lets the call store new ones in them, and
// verifies the heap: an edge that the collector does not know of is a missing
// barrier. It does so for every function, method and field. Then it runs the
// scripts of [Scripts] with a step of the collector at every allocation. Under
// -tags invariants each of these steps is verified too.
func Barriers(t testing.TB, cfg Config) {
	t.Helper()
	w := cfg.world(t, rt.Config{})
	heavy, err := w.vm.NewTable(ballast, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i := range int64(ballast) {
		if err := heavy.RawSetInt(w.vm, i+1, rt.Int(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.vm.Registry().RawSetString(w.vm, "bindtest ballast", heavy.Value()); err != nil {
		t.Fatal(err)
	}
	for _, s := range w.symbols() {
		if err := w.barrier(&s); err != nil {
			t.Errorf("%s: %v", s.Name, err)
			return // the heap is not what it should be
		}
		if err := w.release(); err != nil {
			t.Fatal(err)
		}
	}
	cfg.stressScripts(t)
}

// barrier does what a symbol is for while the collector marks.
func (w *world) barrier(s *symbol) error {
	var old []rt.Value // objects that are to be marked before
	var run func(fresh []rt.Value) error
	var fresh func() ([]rt.Value, error)
	switch {
	case s.callable():
		args, err := w.arguments(s)
		if err != nil {
			return nil // nothing to call it with
		}
		fn, err := w.function(s, first(args))
		if err != nil {
			return err
		}
		old = args
		fresh = func() ([]rt.Value, error) { return w.refresh(s, args) }
		run = func(args []rt.Value) error { _, err := w.call(fn, args...); return err }
	case s.Kind == "field" || s.Kind == "setter":
		o, err := w.instance(s.host)
		if err != nil {
			return nil
		}
		old = []rt.Value{o}
		fresh = func() ([]rt.Value, error) {
			v, err := w.newObject(s.Type)
			return []rt.Value{v}, err
		}
		run = func(vs []rt.Value) error { return w.write(o, s.member, vs[0]) }
	default:
		return nil
	}
	if !w.markFirst(old) {
		return nil
	}
	h := w.vm.Heap()
	h.Stop()
	defer h.Restart()
	args, err := fresh()
	if err != nil {
		return nil
	}
	_ = run(args) // that it fails is no matter here
	if err := h.Verify(); err != nil {
		return fmt.Errorf("a barrier is missing: Go code changed what a marked object refers to, and the collector does not know it: "+
			"use gc.Cell, gc.Slice or gc.Map, or call Heap.Changed: %w", err)
	}
	return nil
}

func first(list []rt.Value) rt.Value {
	if len(list) == 0 {
		return rt.Nil
	}
	return list[0]
}

// newObject is value, or nil when the type has no new objects: an unmarked one
// is what a barrier is for.
func (w *world) newObject(typ string) (rt.Value, error) {
	v, err := w.value(typ)
	if err == nil && !isObject(w.vm, v) {
		return rt.Nil, errNoValue
	}
	return v, err
}

func isObject(vm *rt.VM, v rt.Value) bool {
	return len(gc.ChildrenOf(vm.Heap(), v)) > 0
}

// refresh replaces the arguments that are plain objects of Lua by new ones. The
// others stay: they are the marked ones.
func (w *world) refresh(s *symbol, args []rt.Value) ([]rt.Value, error) {
	list := append([]rt.Value(nil), args...)
	offset := len(args) - len(s.Params)
	for i, p := range s.Params {
		if v := list[offset+i]; v.Kind() == rt.KindUserdata {
			continue
		}
		v, err := w.value(p.Type)
		if err != nil {
			return nil, err
		}
		list[offset+i] = v
	}
	return list, nil
}

// markFirst begins a cycle and steps the collector until it has marked the
// objects and is not at the end yet.
func (w *world) markFirst(list []rt.Value) bool {
	h := w.vm.Heap()
	var want []uintptr
	for _, v := range list {
		want = append(want, gc.ChildrenOf(h, v)...)
	}
	for range 3 {
		h.Collect()
		for range 100000 {
			if h.StepN(0) {
				break // the cycle ended
			}
			if h.Phase() == gc.PhaseMark && w.black(want) {
				return true
			}
		}
	}
	return false
}

// black reports whether all objects are marked and traced.
func (w *world) black(addrs []uintptr) bool {
	left := len(addrs)
	if left == 0 {
		return true
	}
	want := map[uintptr]bool{}
	for _, a := range addrs {
		want[a] = true
	}
	left = len(want)
	w.vm.Heap().Each(func(addr uintptr, hd gc.Header, _ string) {
		if want[addr] && hd&gc.Black != 0 {
			left--
		}
	})
	return left == 0
}
