package runtime

// This file defines the raw operations on tables.

import (
	"iter"

	"github.com/lusterlua/luster/runtime/interp"
)

// The operations that return no error panic when the table is of another VM or
// no longer valid, with [ErrForeign] or [ErrStale] as the value: that is a bug
// of the Go code. In a callback the panic is contained and becomes an error.

// use checks the table.
func (t Table) use(vm *VM) interp.Value {
	if Value(t).Kind() != KindTable || !vm.engine().Recent(interp.Value(t)) {
		t.mustBe(vm)
	}
	return interp.Value(t)
}

// mustBe panics unless the table is valid.
//
//go:noinline
func (t Table) mustBe(vm *VM) {
	if err := t.valid(vm); err != nil {
		panic(err)
	}
}

func (t Table) valid(vm *VM) error {
	if Value(t).Kind() != KindTable {
		return ErrStale
	}
	return vm.Check(Value(t))
}

// RawGet returns t[k] without metamethods.
func (t Table) RawGet(vm *VM, k Value) Value {
	if k.isObject() && vm.Check(k) != nil {
		return Nil
	}
	return Value(vm.engine().RawGet(t.use(vm), interp.Value(k)))
}

// RawGetInt returns t[i] without metamethods.
func (t Table) RawGetInt(vm *VM, i int64) Value {
	return Value(vm.engine().RawGetInt(t.use(vm), i))
}

// RawGetString returns t[name] without metamethods.
func (t Table) RawGetString(vm *VM, name string) Value {
	return Value(vm.engine().RawGetString(t.use(vm), name))
}

// RawSet does t[k] = v without metamethods. It fails when k is nil or NaN, when
// memory is short, and when a value is not valid.
func (t Table) RawSet(vm *VM, k, v Value) error {
	if err := t.writable(vm, v); err != nil {
		return err
	}
	if err := vm.Check(k); err != nil {
		return err
	}
	return vm.engine().RawSet(interp.Value(t), interp.Value(k), interp.Value(v))
}

// RawSetInt does t[i] = v without metamethods.
func (t Table) RawSetInt(vm *VM, i int64, v Value) error {
	if err := t.writable(vm, v); err != nil {
		return err
	}
	return vm.engine().RawSetInt(interp.Value(t), i, interp.Value(v))
}

// RawSetString does t[name] = v without metamethods.
func (t Table) RawSetString(vm *VM, name string, v Value) error {
	if err := t.writable(vm, v); err != nil {
		return err
	}
	k, err := vm.NewString(name)
	if err != nil {
		return err
	}
	return vm.engine().RawSet(interp.Value(t), interp.Value(k), interp.Value(v))
}

func (t Table) writable(vm *VM, v Value) error {
	if err := t.valid(vm); err != nil {
		return err
	}
	if vm.Heap().Busy() {
		return ErrBusy
	}
	if v.isObject() {
		return vm.Check(v)
	}
	return nil
}

// RawLen returns a border of t, its length if it is a sequence, without
// metamethods.
func (t Table) RawLen(vm *VM) int64 { return vm.engine().RawLen(t.use(vm)) }

// Next returns the entry after the key k in the table's own order, the first one
// for nil; ok is false after the last. It fails when k is no key of the table.
// Entries may be changed or cleared meanwhile, but not added.
func (t Table) Next(vm *VM, k Value) (key, val Value, ok bool, err error) {
	if err := t.valid(vm); err != nil {
		return Nil, Nil, false, err
	}
	if err := vm.Check(k); err != nil {
		return Nil, Nil, false, err
	}
	ik, iv, ok, err := vm.engine().Next(interp.Value(t), interp.Value(k))
	return Value(ik), Value(iv), ok, err
}

// All returns the entries of the table in its own order, as pairs does without
// metamethods. The body may change or clear entries; it must not add any: the
// walk then ends early.
func (t Table) All(vm *VM) iter.Seq2[Value, Value] {
	return func(yield func(Value, Value) bool) {
		k, v, ok, err := t.Next(vm, Nil)
		for ok && err == nil && yield(k, v) {
			k, v, ok, err = t.Next(vm, k)
		}
	}
}

// Seq returns t[1], t[2], ... up to the first nil, without metamethods, with
// their indices.
func (t Table) Seq(vm *VM) iter.Seq2[int64, Value] {
	return func(yield func(int64, Value) bool) {
		for i := int64(1); ; i++ {
			v := t.RawGetInt(vm, i)
			if v.IsNil() || !yield(i, v) {
				return
			}
		}
	}
}

// Metatable returns the table's metatable.
func (t Table) Metatable(vm *VM) (Table, bool) {
	return Value(vm.engine().Metatable(t.use(vm))).AsTable()
}

// SetMetatable sets the table's metatable; the zero Table takes it away. It does
// not look at __metatable.
func (t Table) SetMetatable(vm *VM, mt Table) error {
	if err := t.writable(vm, Value(mt)); err != nil {
		return err
	}
	if interp.Frozen(interp.Value(t)) {
		return ErrFrozen
	}
	vm.engine().SetMetatable(interp.Value(t), interp.Value(mt))
	return nil
}

// Freeze makes the table refuse every store and every change of its metatable
// from now on, by scripts and by Go code. What its entries refer to can still be
// changed. It fails when memory is short.
func (t Table) Freeze(vm *VM) error {
	if err := t.valid(vm); err != nil {
		return err
	}
	if !vm.engine().Freeze(interp.Value(t)) {
		return vm.engine().MemoryError()
	}
	return nil
}

// IsFrozen reports whether the table is frozen.
func (t Table) IsFrozen(vm *VM) bool { return interp.Frozen(t.use(vm)) }
