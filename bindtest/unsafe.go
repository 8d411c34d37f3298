package bindtest

// This file defines access to fields that reflection alone cannot set.

import (
	"reflect"
	"unsafe"
)

// settable returns the addressable variable v as one that can be set, also when
// it is an unexported field.
func settable(v reflect.Value) reflect.Value {
	if v.CanSet() {
		return v
	}
	// SAFETY: v is addressable, so its address is that of a live variable of type
	// v.Type(), which the result is too.
	return reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
}
