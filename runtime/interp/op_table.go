package interp

// This file defines the slow paths of table access: metamethods, insertion,
// values that are no tables.

import (
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/internal/code"
)

const maxMetaLoop = 2000 // length of an __index or __newindex chain

// lookup reads o[k] with metamethods. When a function must be called for the
// result, fn is that function and self its first argument.
func (vm *VM) lookup(o, k Value) (res, fn, self Value, err *Error) {
	user := Nil // the userdata that the access went through
	for range maxMetaLoop {
		vm.fuel--
		var mm Value
		if o.Kind() == KTable {
			t := o.table()
			v := t.get(vm.heap, k)
			if v.t != uint64(KNil) {
				if user.t != 0 && v.Kind() == KGoFn && v.goFn().prop {
					return Nil, v, user, nil
				}
				return v, Nil, Nil, nil
			}
			if mm = vm.fastMeta(t.meta.Get(), evIndex); mm.t == uint64(KNil) {
				return Nil, Nil, Nil, nil
			}
		} else {
			mm = vm.metamethod(&o, evIndex)
			if mm.t == uint64(KNil) {
				return Nil, Nil, Nil, vm.indexError(o, k)
			}
			if o.Kind() == KUserdata {
				user = o
			}
		}
		if mm.Kind() == KLuaFn || mm.Kind() == KGoFn {
			return Nil, mm, o, nil
		}
		o = mm
	}
	return Nil, Nil, Nil, vm.runError("'__index' chain too long; possible loop")
}

// opGetTable is GETTABLE for keys out of the array part.
//
//go:noinline
func (vm *VM) opGetTable(i code.Instr) bool {
	f := frameAt(vm.fp)
	R := f.regs()
	if k := R[uint8(i.C())]; Kind(k.t) == KLongStr && !vm.hashKey(f, k) {
		return true
	}
	if b := &R[uint8(i.B())]; b.Kind() == KTable {
		t := b.table()
		v := t.get(vm.heap, R[uint8(i.C())])
		if v.t != 0 || t.meta.IsNil() {
			R[uint8(i.A())] = v
			return true
		}
	}
	return vm.slowGet(i)
}

// inherited reads the field of o whose name is at addr: a field of a table, of one
// of the tables that __index leads to, or a method of a string. It leaves functions
// and userdata to lookup.
func (vm *VM) inherited(o Value, addr uint64) (Value, bool) {
	var meta *Table
	if o.isString() {
		meta = vm.metas[KShortStr].Get()
	}
	for range 8 {
		if o.Kind() == KTable {
			t := o.table()
			if v := t.getShort(addr); v.t != uint64(KNil) {
				return v, true
			}
			if meta = t.meta.Get(); meta == nil {
				return Value{}, true
			}
		}
		if meta == nil || meta.flags&(1<<evIndex) != 0 {
			return Value{}, false
		}
		if o = meta.getShort(vm.names[evIndex].u); o.Kind() != KTable {
			return Value{}, false
		}
	}
	return Value{}, false
}

// slowGet completes GETTABUP, GETTABLE, GETI, GETFIELD and SELF.
//
//go:noinline
func (vm *VM) slowGet(i code.Instr) bool {
	f := frameAt(vm.fp)
	R := f.regs()
	var o, k Value
	switch i.Op() {
	case code.OpGetTabUp:
		o, k = *f.closure().upval(i.B()).val(), *f.constant(i.C())
	case code.OpGetTable:
		o, k = R[uint8(i.B())], R[uint8(i.C())]
	case code.OpGetI:
		o, k = R[uint8(i.B())], Int(int64(i.C()))
	case code.OpSelf:
		o, k = R[uint8(i.A()+1)], *f.constant(i.C()) // R[B] may be overwritten already
	default:
		o, k = R[uint8(i.B())], *f.constant(i.C())
	}
	if k.isShort() {
		if v, ok := vm.inherited(o, k.u); ok {
			R[uint8(i.A())] = v
			return true
		}
	}
	res, fn, self, err := vm.lookup(o, k)
	if err != nil {
		return vm.raise(err)
	}
	if fn.t != uint64(KNil) {
		return vm.callMeta(f, fn, self, k)
	}
	R[uint8(i.A())] = res
	return true
}

// constant returns constant i of the frame's function.
func (f *Frame) constant(i int) *Value { return valueAt(f.k + uintptr(i)*valueSize) }

// callMeta calls fn with the arguments above the frame f, as part of f's current
// instruction, which finishOp completes.
func (vm *VM) callMeta(f *Frame, fn Value, args ...Value) bool {
	slot := f.top
	*valueAt(slot) = fn
	for i, v := range args {
		*valueAt(slot + uintptr(i+1)*valueSize) = v
	}
	return vm.callValue(slot, len(args), 1, fsMeta)
}

// rk returns a UseRK operand.
func (f *Frame) rk(c int) Value {
	if c >= 256 {
		return *f.constant(c - 256)
	}
	return f.regs()[uint8(c)]
}

// slowSet completes SETTABUP, SETTABLE, SETI and SETFIELD.
//
//go:noinline
func (vm *VM) slowSet(i code.Instr) bool {
	f := frameAt(vm.fp)
	R := f.regs()
	var o, k Value
	switch i.Op() {
	case code.OpSetTabUp:
		o, k = *f.closure().upval(i.A()).val(), *f.constant(i.B())
	case code.OpSetTable:
		o, k = R[uint8(i.A())], R[uint8(i.B())]
		if Kind(k.t) == KLongStr && !vm.hashKey(f, k) {
			return true
		}
	case code.OpSetI:
		o, k = R[uint8(i.A())], Int(int64(i.B()))
	default:
		o, k = R[uint8(i.A())], *f.constant(i.B())
	}
	v := f.rk(i.C())
	if o.Kind() == KTable { // a new entry, most of the time
		t := o.table()
		if m := t.meta.Get(); (m == nil || m.flags&(1<<evNewIndex) != 0) && vm.set(t, k, v) == setOK {
			if vm.heap.Due() {
				return vm.collectStep(f.top, true)
			}
			return true
		}
	}
	fn, self, err := vm.assign(o, k, v)
	if err != nil {
		return vm.refused(err, f.top)
	}
	if fn.t != uint64(KNil) {
		return vm.callMeta(f, fn, self, k, v)
	}
	if vm.heap.Due() {
		return vm.collectStep(f.top, true)
	}
	return true
}

// assign performs o[k] = v with metamethods. When a function must be called, fn
// is that function and self its first argument.
func (vm *VM) assign(o, k, v Value) (fn, self Value, err *Error) {
	user := Nil
	for range maxMetaLoop {
		vm.fuel--
		var mm Value
		if o.Kind() == KTable {
			t := o.table()
			if user.t != 0 { // the members of a userdata
				p := t.get(vm.heap, k)
				if p.Kind() == KGoFn && p.goFn().prop {
					return p, user, nil
				}
			}
			if !t.meta.IsNil() {
				mm = vm.fastMeta(t.meta.Get(), evNewIndex)
			}
			if mm.t != uint64(KNil) {
				if s := t.slot(vm.heap, k); s != nil && s.t != uint64(KNil) {
					mm = Nil
				}
			}
			if mm.t == uint64(KNil) {
				return Nil, Nil, vm.rawSet(t, k, v)
			}
		} else {
			mm = vm.metamethod(&o, evNewIndex)
			if mm.t == uint64(KNil) {
				return Nil, Nil, vm.indexError(o, k)
			}
			if o.Kind() == KUserdata {
				user = o
			}
		}
		if mm.Kind() == KLuaFn || mm.Kind() == KGoFn {
			return mm, o, nil
		}
		o = mm
	}
	return Nil, Nil, vm.runError("'__newindex' chain too long; possible loop")
}

// rawSet stores into a table without metamethods.
func (vm *VM) rawSet(t *Table, k, v Value) *Error {
	switch vm.set(t, k, v) {
	case setOK:
		return nil
	case setNilKey:
		return vm.runError("table index is nil")
	case setNaNKey:
		return vm.runError("table index is NaN")
	case setFrozen:
		return vm.runError("attempt to modify a frozen table")
	default:
		return vm.memoryError()
	}
}

// opNewTable is NEWTABLE.
//
//go:noinline
func (vm *VM) opNewTable(i code.Instr) bool {
	f := frameAt(vm.fp)
	// Entries that a constructor fills are paid for by SETLIST and its like; in a
	// binary chunk nothing may follow.
	vm.fuel -= int64(i.K()>>5 + i.B()>>4)
	t := vm.newTable(i.K(), i.B())
	if t == nil {
		return vm.refused(vm.memoryError(), f.top)
	}
	f.regs()[uint8(i.A())] = tableValue(t)
	if vm.heap.Due() {
		return vm.collectStep(f.slotOf(i.A()+1), true)
	}
	return true
}

// opSetList is SETLIST.
//
//go:noinline
func (vm *VM) opSetList(i code.Instr) bool {
	f := frameAt(vm.fp)
	a := f.slotOf(i.A())
	n := i.B()
	if n == 0 {
		n = int((vm.top-a)/valueSize) - 1
	}
	if valueAt(a).Kind() != KTable { // in a binary chunk only
		return vm.raise(vm.typeError(*valueAt(a), "index"))
	}
	t := valueAt(a).table()
	if t.frozen { // the same
		return vm.raise(vm.runError("attempt to modify a frozen table"))
	}
	first := i.K()
	vm.fuel -= int64(n)
	if need := first + n; need > int(t.array.n) && !vm.growArray(t, need) {
		return vm.refused(vm.memoryError(), max(f.top, vm.top))
	}
	dst := t.array.addr + uintptr(first)*valueSize
	for j := uintptr(0); j < uintptr(n)*valueSize; j += valueSize { // mostly few: a call of memmove would take longer
		*valueAt(dst + j) = *valueAt(a + valueSize + j)
	}
	if *gc.HeaderOf(t.ptr())&gc.Black != 0 {
		vm.heap.Touch(t.ptr())
	}
	if vm.heap.Due() {
		return vm.collectStep(f.top, true)
	}
	return true
}

// continueOp does the current instruction of the Lua frame f again, or goes on
// with it. Slow paths that call refused, or stop in the middle, are here.
func (vm *VM) continueOp(f *Frame) bool {
	i := f.instr()
	switch i.Op() {
	case code.OpNewTable:
		return vm.opNewTable(i)
	case code.OpSetList:
		return vm.opSetList(i)
	case code.OpConcat:
		return vm.concatRun(f, i)
	case code.OpVararg:
		return vm.opVararg(i)
	case code.OpSetTabUp, code.OpSetTable, code.OpSetI, code.OpSetField:
		return vm.slowSet(i)
	case code.OpGetTable:
		return vm.opGetTable(i)
	case code.OpEq, code.OpLt, code.OpLe, code.OpEqK:
		return vm.slowCompare(i)
	}
	panic("BUG: an instruction that cannot be done again")
}

// forNext makes a step of a generic loop over next: the registers are the
// iterator, the table, the control variable, the closing value and the loop's
// variables. It reports whether it could.
func (vm *VM) forNext(a *[6]Value, n int) bool {
	t := a[1].table()
	at, ok := t.position(vm.heap, a[2])
	if !ok {
		return false
	}
	to, nk, nv, more := t.nextWithin(at)
	if more {
		return false // the function does it in pieces
	}
	if to > at+nextCheap {
		vm.fuel -= int64((to - at) >> 2)
	}
	a[4] = nk
	if n >= 2 {
		a[5] = nv
	}
	if n > 2 {
		// The compiler reserved n registers from a[4] on.
		for j := 2; j < n; j++ {
			*valueAt(a[4].addr() + uintptr(j)*valueSize) = Nil
		}
	}
	vm.fuel--
	return true
}
