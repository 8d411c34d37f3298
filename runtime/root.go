package runtime

// This file defines Root, the way for a host to hold a value for as long as it
// likes.

import (
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/interp"
)

// Root holds a value alive in its VM until it is released: by Release, or when
// Go's collector finds that no copy of the Root is reachable any more. Copies
// stand for the same root. A Root for a value that is no object, such as a
// number, holds nothing and needs no release.
//
// A Root must not be stored in a type that is traced by the VM's collector: it
// would keep whatever refers back to it alive for ever. There, store the plain
// word, T.
//
// Roots are made and released on the goroutine that uses the VM.
type Root[T Word] struct {
	word   Value
	vm     *VM
	anchor *gc.Anchor // nil for a value that is no object
}

// NewRoot returns a root for a value of vm.
func NewRoot[T Word](vm *VM, v T) (Root[T], error) {
	w := Value(v)
	if err := vm.refusal(); err != nil {
		return Root[T]{}, err
	}
	if err := vm.Check(w); err != nil {
		return Root[T]{}, err
	}
	return newRoot[T](vm, w), nil
}

// newRoot is NewRoot for a value that is known to be valid.
func newRoot[T Word](vm *VM, w Value) Root[T] {
	r := Root[T]{word: w, vm: vm}
	if w.isObject() {
		r.anchor = vm.Heap().Anchor(uintptr(interp.Value(w).Addr()))
	}
	return r
}

// Get returns the value. It fails with [ErrReleased] or [ErrClosed].
func (r Root[T]) Get() (T, error) {
	w, err := r.get()
	return T(w), err
}

func (r Root[T]) get() (Value, error) {
	if r.anchor == nil {
		if r.word.isObject() || r.vm == nil {
			return Nil, ErrReleased
		}
		return r.word, nil
	}
	if r.vm.engine().Closed() {
		return Nil, ErrClosed
	}
	if r.anchor.Addr() == 0 {
		return Nil, ErrReleased
	}
	return r.word, nil
}

// Must returns the value, and the zero T if the root was released or the VM
// closed. Use it where the root is known to be live, as in a call's arguments:
// an operation refuses the zero value.
func (r Root[T]) Must() T {
	w, _ := r.get()
	return T(w)
}

// Value returns the value as a plain word, nil if the root was released or the
// VM closed.
func (r Root[T]) Value() Value {
	w, _ := r.get()
	return w
}

// VM returns the virtual machine that the value belongs to.
func (r Root[T]) VM() *VM { return r.vm }

// Release gives the value up. A second Release, also of a copy, returns
// [ErrReleased] and does nothing.
func (r Root[T]) Release() error {
	if _, err := r.get(); err != nil {
		return err
	}
	if r.anchor == nil {
		return nil
	}
	return r.anchor.Release()
}

// object implements arg: a released root is an error where it is used.
func (r Root[T]) object() (Value, error) { return r.get() }

// rooted is what a Root of any type offers to the conversions.
type rooted interface{ object() (Value, error) }

// wordOf returns the value of any Object.
func wordOf(o Object) (Value, error) {
	switch o := o.(type) {
	case nil:
		return Nil, nil
	case rooted:
		return o.object()
	}
	return o.Value(), nil
}
