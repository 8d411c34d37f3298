package interp

// This file defines access to a table's array part for the builtins that walk or
// shift sequences.

import (
	"unsafe"

	"github.com/lusterlua/luster/runtime/gc"
)

// ArrayView returns the values of the keys 1, 2, ... as far as they are in the
// array part of the table t. It is valid until the table changes its size.
func ArrayView(t Value) []Value {
	a := &t.table().array
	if a.n == 0 {
		return nil
	}
	return valuesAt(a.addr, int(a.n))
}

// MoveArray copies n elements of the table t from the keys src, src+1, ... to dst,
// dst+1, ..., as memmove does. It returns false, and does nothing, unless all of
// them are in the array part.
func (vm *VM) MoveArray(t Value, dst, src, n int64) bool {
	tab := t.table()
	size := int64(tab.array.n)
	if n <= 0 || dst < 1 || src < 1 || dst > size-n+1 || src > size-n+1 {
		return n == 0
	}
	all := valuesAt(tab.array.addr, int(size))
	moved := all[dst-1 : dst-1+n]
	copy(moved, all[src-1:])
	// An element may have moved from a part that the collector has yet to trace
	// into one that it has traced.
	// SAFETY: tab is a cell of the heap, as every table.
	if *gc.HeaderOf(unsafe.Pointer(tab))&gc.Black != 0 {
		for _, v := range moved {
			vm.barrier(tab, v)
		}
	}
	return true
}
