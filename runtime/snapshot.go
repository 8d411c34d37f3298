package runtime

// This file defines Snapshot.

import (
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/interp"
)

// Snapshot returns a picture of the VM's heap: every object that is reachable,
// with what it is and what refers to it by which name. It answers why an object
// is still there, and what keeps how much memory alive; its Write makes a file
// for Chrome's DevTools. It takes time and memory of the host in proportion to
// the heap, and fails with [ErrBusy] while the VM runs.
func (vm *VM) Snapshot() (*gc.Snapshot, error) {
	if err := vm.enter(); err != nil {
		return nil, err
	}
	defer vm.leave()
	var s *gc.Snapshot
	err := contained(func() { s = vm.Heap().Snapshot() })
	return s, err
}

// NodeOf returns the index of an object's node in a snapshot of its VM, or -1: v
// was not reachable then, or is no object.
func NodeOf(s *gc.Snapshot, v Value) int {
	if !v.isObject() {
		return -1
	}
	return s.Find(uintptr(interp.Value(v).Addr()))
}
