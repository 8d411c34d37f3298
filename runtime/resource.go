package runtime

// This file defines what happens to a host's resources that a VM's objects hold
// when the VM is closed.

import "errors"

// Own makes [VM.Close] call end, once, unless Disown(key) has been called before.
// It is for what an object of the VM holds outside of it, such as an open file:
// Close runs no script code, hence no __gc. The key is the Go value that holds
// the resource, a pointer usually. Own replaces what it was given for the same
// key. Values of bound types with a method Close are owned without it.
func (vm *VM) Own(key any, end func() error) {
	h := vm.host()
	if h.owned == nil {
		h.owned = make(map[any]func() error)
	}
	h.owned[key] = end
}

// Disown takes back what Own did: the resource has been closed.
func (vm *VM) Disown(key any) { delete(vm.host().owned, key) }

// closeOwned closes what Own was given.
func (vm *VM) closeOwned() error {
	h := vm.host()
	var errs []error
	for key, end := range h.owned {
		delete(h.owned, key)
		var err error
		if failed := contained(func() { err = end() }); failed != nil {
			err = failed
		}
		if err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// closerOf returns the method of a Go value that ends its life, nil for none.
func closerOf(x any) func() error {
	switch x := unbox(x).(type) {
	case interface{ Close() error }:
		return x.Close
	case interface{ Close() }:
		return func() error { x.Close(); return nil }
	}
	return nil
}
