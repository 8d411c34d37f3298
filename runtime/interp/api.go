package interp

// This file defines the access to user values and strings that package runtime
// offers.

import (
	"strings"
)

// StringCopy returns the bytes of a string as a Go string of its own.
func StringCopy(v Value) string { return strings.Clone(str(v)) }

// UserValue returns user value i of a userdata, counting from 1.
func UserValue(v Value, i int) (Value, bool) {
	u := v.userdata()
	if uint(i-1) >= uint(len(u.user)) {
		return Nil, false
	}
	return u.user[i-1], true
}

// SetUserValue sets user value i of a userdata; it reports whether there is one.
func (vm *VM) SetUserValue(v Value, i int, x Value) bool {
	u := v.userdata()
	if uint(i-1) >= uint(len(u.user)) {
		return false
	}
	u.user[i-1] = x
	vm.forward(u.ptr(), x)
	return true
}

// SetUserValues gives a userdata n user values, all nil.
func (vm *VM) SetUserValues(v Value, n int) {
	u := v.userdata()
	vm.heap.Account(int64(n-len(u.user)) * int64(valueSize))
	u.size += int64(n-len(u.user)) * int64(valueSize)
	u.user = make([]Value, n)
}
