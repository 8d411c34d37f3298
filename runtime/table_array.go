package runtime

// This file defines the access to sequences in bulk.

import "github.com/lusterlua/luster/runtime/interp"

// Array returns t[1], t[2], ... as far as they lie one after the other in memory:
// a prefix of the sequence, perhaps none of it, perhaps with nils at its end. It
// is a view to read, valid until the table is changed or the function returns:
// never keep it, never write to it.
func (t Table) Array(vm *VM) []Value {
	return publicValues(interp.ArrayView(t.use(vm)))
}

// MoveArray does t[dst], t[dst+1], ... = t[src], t[src+1], ... for n elements at
// once, without metamethods, if all of them are among those that [Table.Array]
// returns; else it does nothing and returns false. The ranges may overlap.
func (t Table) MoveArray(vm *VM, dst, src, n int64) bool {
	return vm.engine().MoveArray(t.use(vm), dst, src, n)
}
