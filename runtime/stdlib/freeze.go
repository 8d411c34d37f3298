package stdlib

// This file defines the freezing of libraries.

import rt "github.com/lusterlua/luster/runtime"

// Freeze makes the tables of all libraries and modules that are open read-only,
// and the metatable of strings with them, so that scripts which share a VM can't
// change what the others call. The table of globals stays as it is.
func Freeze(vm *rt.VM) error {
	for _, v := range vm.LoadedTable().All(vm) {
		t, ok := v.AsTable()
		if !ok || t == vm.Globals() {
			continue
		}
		if err := t.Freeze(vm); err != nil {
			return err
		}
	}
	empty, err := vm.NewString("")
	if err != nil {
		return err
	}
	if mt, ok := vm.Metatable(empty); ok {
		return mt.Freeze(vm)
	}
	return nil
}
