package runtime

// This file defines userdata that a library makes by hand, without generated
// bindings.

import (
	"strconv"

	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/interp"
)

// plainUserdata is the type of what NewUserdata makes.
var plainUserdata = &interp.HostType{
	Name: "userdata",
	Trace: func(data any, t *gc.Tracer) {
		if x, ok := data.(gc.Traceable); ok {
			x.TraceGC(t)
		}
	},
}

// NewUserdata returns a userdata that holds data, a Go value of about size bytes.
// If data refers to values of the VM, it must be a [gc.Traceable] that marks them.
// A metatable with a __gc field makes the userdata finalizable.
func (c *Call) NewUserdata(data any, meta Table, size int) (Userdata, error) {
	return c.VM().NewUserdata(data, meta, size)
}

// NewUserdata is [Call.NewUserdata] for code that opens a library.
func (vm *VM) NewUserdata(data any, meta Table, size int) (Userdata, error) {
	e := vm.engine()
	if err := vm.refusal(); err != nil {
		return Userdata{}, err
	}
	if err := vm.Check(Value(meta)); err != nil {
		return Userdata{}, err
	}
	if o, ok := data.(Object); ok { // a plain word: it is traced
		if err := vm.Check(o.Value()); err != nil {
			return Userdata{}, err
		}
	}
	if !vm.Heap().Reserve(int64(size)) {
		return Userdata{}, ErrMemory
	}
	v := e.NewUserdata(data, plainUserdata, interp.Nil, int64(size))
	if !meta.IsNil() {
		e.SetMetatable(v, interp.Value(meta))
	}
	return Userdata(v), nil
}

// Data returns the Go value that the userdata holds, nil if it is not valid.
func (u Userdata) Data(vm *VM) any {
	if vm.Check(Value(u)) != nil {
		return nil
	}
	return interp.DataOf(interp.Value(u))
}

// UserValue returns one of the Lua values that belong to a userdata, counting from
// 1; ok is false if there is no such one.
func (u Userdata) UserValue(vm *VM, i int) (v Value, ok bool) {
	if vm.Check(Value(u)) != nil || Value(u).Kind() != KindUserdata {
		return Nil, false
	}
	x, ok := interp.UserValue(interp.Value(u), i)
	return Value(x), ok
}

// SetUserValue replaces one of the Lua values that belong to a userdata; ok is
// false if there is no such one.
func (u Userdata) SetUserValue(vm *VM, i int, v Value) (ok bool) {
	if vm.Check(Value(u)) != nil || Value(u).Kind() != KindUserdata || vm.Check(v) != nil {
		return false
	}
	return vm.engine().SetUserValue(interp.Value(u), i, interp.Value(v))
}

const maxUserValues = 1<<16 - 1 // as in PUC-Rio's Lua

// SetUserValues gives a userdata n Lua values of its own, all nil.
func (u Userdata) SetUserValues(vm *VM, n int) error {
	if err := vm.Check(Value(u)); err != nil {
		return err
	}
	if Value(u).Kind() != KindUserdata {
		return ErrStale
	}
	if n < 0 || n > maxUserValues {
		return &ArgError{"SetUserValues", "a number from 0 to 65535", strconv.Itoa(n)}
	}
	vm.engine().SetUserValues(interp.Value(u), n)
	return nil
}

// SetMetatable sets the userdata's metatable; the zero Table takes it away. It
// does not look at __metatable.
func (u Userdata) SetMetatable(vm *VM, mt Table) error {
	if err := vm.Check(Value(u)); err != nil {
		return err
	}
	if err := vm.Check(Value(mt)); err != nil {
		return err
	}
	vm.engine().SetMetatable(interp.Value(u), interp.Value(mt))
	return nil
}
