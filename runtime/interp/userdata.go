package interp

// This file defines userdata: Go values that scripts hold.

import (
	"github.com/lusterlua/luster/runtime/gc"
)

// Userdata is a Go value as a Lua object. Its host type says how the value is
// traced.
//
//luster:trace manual
type Userdata struct {
	meta gc.Ptr[Table]
	user []Value // user values
	data any
	typ  *HostType
	hold gc.Traceable // the object that the Go value is, or is a part of; nil: none
	size int64        // accounted for the Go value, bytes
}

// HostType describes a kind of userdata.
type HostType struct {
	Name  string
	Trace func(data any, t *gc.Tracer) // marks what the Go value refers to; nil: nothing
	Drop  func(data any, addr uintptr) // called once when the userdata at addr is freed; must not run Lua
}

// NewUserdata returns a userdata for data, a Go value of size bytes, with the
// given metatable (nil: none).
func (vm *VM) NewUserdata(data any, typ *HostType, meta Value, size int64) Value {
	u := vm.userdatas.New()
	u.data, u.typ, u.size = data, typ, size
	if meta.Kind() == KTable {
		u.meta.Set(meta.table())
	}
	vm.heap.Account(size)
	return u.value()
}

// Grow accounts for n more bytes of the Go value of a userdata, until it is freed.
func Grow(v Value, n int64, h *gc.Heap) {
	if v.Kind() == KUserdata {
		v.userdata().size += n
		h.Account(n)
	}
}

// Hold makes the userdata v keep o alive: its Go value is an object of the heap,
// or a part of one, which is traced there.
func Hold(v Value, o gc.Traceable) { v.userdata().hold = o }

// HeldBy returns what Hold was called with.
func HeldBy(v Value) gc.Traceable { return v.userdata().hold }

// TraceGC marks the metatable, the user values and what the Go value refers to.
func (u *Userdata) TraceGC(t *gc.Tracer) {
	u.meta.TraceGC(t)
	for i := range u.user {
		markValue(t, &u.user[i])
	}
	switch {
	case u.hold != nil:
		u.hold.TraceGC(t)
	case u.typ != nil && u.data != nil && u.typ.Trace != nil:
		u.typ.Trace(u.data, t)
	}
}

// DropGC tells the host type that its value is gone.
func (u *Userdata) DropGC(h *gc.Heap) {
	h.Account(-u.size)
	if u.typ != nil && u.typ.Drop != nil && u.data != nil {
		u.typ.Drop(u.data, uintptr(u.ptr()))
	}
	u.data, u.user, u.typ, u.hold = nil, nil, nil, nil
}

// DataOf returns the Go value of a userdata, nil for other values.
func DataOf(v Value) any {
	if v.Kind() != KUserdata {
		return nil
	}
	return v.userdata().data
}

// UserdataOf returns the Go value and type of a userdata; ok is false for other
// values.
func UserdataOf(v Value) (data any, typ *HostType, ok bool) {
	if v.Kind() != KUserdata {
		return nil, nil, false
	}
	u := v.userdata()
	return u.data, u.typ, true
}

// ClearUserdata takes the Go value out of a userdata, for a host type that was
// closed.
func ClearUserdata(v Value) {
	if v.Kind() == KUserdata {
		v.userdata().data = nil
	}
}
