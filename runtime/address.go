package runtime

// This file defines the addresses that scripts see as the identity of objects.

import "github.com/lusterlua/luster/runtime/interp"

// AppendAddress appends the identity of an object as string.format's %p shows it;
// ok is false for a value that is no object.
func (vm *VM) AppendAddress(dst []byte, v Value) (b []byte, ok bool) {
	if k := v.Kind(); k < KindLight || k != KindLight && vm.Check(v) != nil {
		return dst, false
	}
	return vm.engine().AppendAddress(dst, interp.Value(v)), true
}
