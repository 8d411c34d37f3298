package runtime

// This file defines the conversions between the engine's types and the public
// ones that Go's type system has no word for: function types whose parameters
// are pointers to types of one underlying type.

import (
	"unsafe"

	"github.com/lusterlua/luster/runtime/interp"
)

// engineFunc returns fn as the engine's type of function.
func engineFunc(fn Function) interp.GoFunc {
	// SAFETY: Call is a defined type over interp.Call, so the two function types
	// take a pointer to the same memory and return the same interface; a func
	// value is one pointer, whatever its type.
	return *(*interp.GoFunc)(unsafe.Pointer(&fn))
}

// publicFunc returns a function of the engine as a public one.
func publicFunc(fn interp.GoFunc) Function {
	// SAFETY: as in engineFunc.
	return *(*Function)(unsafe.Pointer(&fn))
}

// engineValues returns vs as the engine's values.
func engineValues(vs []Value) []interp.Value {
	// SAFETY: Value is a defined type over interp.Value: the elements have the
	// same size, alignment and layout.
	return *(*[]interp.Value)(unsafe.Pointer(&vs))
}

// publicValues returns vs as public values.
func publicValues(vs []interp.Value) []Value {
	// SAFETY: as in engineValues.
	return *(*[]Value)(unsafe.Pointer(&vs))
}

// sameSequence reports whether two interface values are the same words: unlike ==
// it never looks at the values, whose types need not be comparable.
func sameSequence(a, b Sequence) bool {
	// SAFETY: an interface value with methods is two words, whatever its type.
	return *(*[2]uintptr)(unsafe.Pointer(&a)) == *(*[2]uintptr)(unsafe.Pointer(&b))
}
