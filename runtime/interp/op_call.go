package interp

// This file defines the slow paths of calls, returns, loops, closures and
// to-be-closed variables.

import (
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/internal/code"
)

// slotOf returns the address of register i of f.
func (f *Frame) slotOf(i int) uintptr { return f.base + uintptr(i)*valueSize }

// opTailCall is TAILCALL: the called function takes the place of this one.
//
//go:noinline
func (vm *VM) opTailCall(i code.Instr) bool {
	f := frameAt(vm.fp)
	a := f.slotOf(i.A())
	n := i.B() - 1
	if n < 0 {
		n = int((vm.top-a)/valueSize) - 1
	}
	if i.C() != 0 {
		vm.closeUpvals(vm.th, f.base)
	}
	vm.fuel -= 2
	if !vm.callsLua(*valueAt(a)) {
		// A Go function returns before anything else happens: a call whose results
		// are returned keeps the frame, and with it the position for errors.
		return vm.callValue(a, n, -1, fsMeta)
	}
	if f.status&fsSpecial != 0 {
		if err := vm.reserveTail(&a, n); err != nil {
			return vm.raise(err)
		}
		f = frameAt(vm.fp)
	}
	slot := f.callSlot()
	for j := 0; j <= n; j++ {
		*valueAt(slot + uintptr(j)*valueSize) = *valueAt(a + uintptr(j)*valueSize)
	}
	status := f.status&fsSlowReturn | fsTail
	nres := int(f.nres)
	vm.th.ncalls -= toGo(f.status)
	vm.fp = f.down().addr()
	if vm.fp < vm.th.frames {
		vm.fp = 0
	}
	return vm.callValue(slot, n, nres, status)
}

// callsLua reports whether a call of v ends up, through __call metamethods, in a
// Lua function.
func (vm *VM) callsLua(v Value) bool {
	for range maxCallChain {
		switch v.Kind() {
		case KLuaFn:
			return true
		case KGoFn, KNil:
			return false
		}
		v = vm.metamethod(&v, evCall)
	}
	return false
}

// opReturn is RETURN.
//
//go:noinline
func (vm *VM) opReturn(i code.Instr) bool {
	f := frameAt(vm.fp)
	a := f.slotOf(i.A())
	n := i.B() - 1
	if n < 0 {
		n = int((vm.top - a) / valueSize)
	}
	if i.C() != 0 {
		if vm.pendingTBC(f.base) {
			// The values wait below the __close call; this instruction runs again
			// after it.
			vm.closeUpvals(vm.th, f.base)
			end := a + uintptr(n)*valueSize
			return vm.closeNext(f, max(end, f.top), end)
		}
		vm.closeUpvals(vm.th, f.base)
	}
	return vm.finishCall(f, a, n)
}

// pendingTBC reports whether a to-be-closed variable at or above level is open.
func (vm *VM) pendingTBC(level uintptr) bool {
	th := vm.th
	n := len(th.tbc)
	return n > 0 && th.stack.addr+uintptr(th.tbc[n-1])*valueSize >= level
}

// closeNext calls the __close metamethod of the last to-be-closed variable, in a
// frame at at; the current instruction of f is executed again afterwards, with
// vm.top as it should be for it.
func (vm *VM) closeNext(f *Frame, at, top uintptr) bool {
	th := vm.th
	n := len(th.tbc) - 1
	slot := th.stack.addr + uintptr(th.tbc[n])*valueSize
	th.tbc = th.tbc[:n]
	f.aux = int32((top - f.base) / valueSize)
	if at+5*valueSize > vm.stackEnd {
		old := th.stack.addr
		if err := vm.growStack(th, at, 5); err != nil {
			return vm.raise(err)
		}
		delta := th.stack.addr - old
		at, slot = at+delta, slot+delta
	}
	return vm.callClose(slot, at, Nil, fsRetry)
}

// opClose is CLOSE.
//
//go:noinline
func (vm *VM) opClose(i code.Instr) bool {
	f := frameAt(vm.fp)
	level := f.slotOf(i.A())
	vm.closeUpvals(vm.th, level)
	if vm.pendingTBC(level) {
		return vm.closeNext(f, f.top, f.top)
	}
	return true
}

// opTBC is TBC.
//
//go:noinline
func (vm *VM) opTBC(i code.Instr) bool {
	f := frameAt(vm.fp)
	return vm.markTBC(f, i.A())
}

// markTBC makes register r a to-be-closed variable; nil and false are ignored.
func (vm *VM) markTBC(f *Frame, r int) bool {
	slot := f.slotOf(r)
	v := valueAt(slot)
	if v.falsy() {
		return true
	}
	if vm.metamethod(v, evClose).t == uint64(KNil) {
		name := f.localName(r)
		if name == "" {
			name = "(temporary)"
		}
		return vm.raise(vm.runError("variable '%s' got a non-closable value", name))
	}
	th := vm.th
	th.tbc = append(th.tbc, uint32((slot-th.stack.addr)/valueSize)) // at most one for a slot
	return true
}

// opTForPrep is TFORPREP with a closing value.
//
//go:noinline
func (vm *VM) opTForPrep(i code.Instr) bool {
	f := frameAt(vm.fp)
	if !vm.markTBC(f, i.A()+3) {
		return false
	}
	if vm.pending || frameAt(vm.fp) != f {
		return true // an error was raised
	}
	f.pc += uintptr(jump(i))
	return true
}

// opTForCall is TFORCALL.
//
//go:noinline
func (vm *VM) opTForCall(i code.Instr) bool {
	f := frameAt(vm.fp)
	a := f.slotOf(i.A())
	for j := range uintptr(3) {
		*valueAt(a + (4+j)*valueSize) = *valueAt(a + j*valueSize)
	}
	return vm.callValue(a+4*valueSize, 2, i.C(), 0)
}

// opForPrep is FORPREP.
//
//go:noinline
func (vm *VM) opForPrep(i code.Instr) bool {
	f := frameAt(vm.fp)
	a := (*[4]Value)(pointer(f.slotOf(i.A())))
	init, limit, step := a[0], a[1], a[2]
	if init.isInt() && step.isInt() {
		if step.u == 0 {
			return vm.raise(vm.runError("'for' step is zero"))
		}
		lim, ok := toNumber(limit)
		if !ok {
			return vm.raise(vm.forError("limit", limit))
		}
		l, skip, ok := forLimit(init.int(), lim, step.int())
		if !ok {
			return vm.raise(vm.forError("limit", limit))
		}
		if skip {
			f.pc += uintptr(jump(i))
			return true
		}
		a[1] = Value{uint64(KInt), forCount(init.int(), l, step.int())}
		a[3] = init
		return true
	}
	fl, ok := forFloat(limit)
	if !ok {
		return vm.raise(vm.forError("limit", limit))
	}
	fs, ok := forFloat(step)
	if !ok {
		return vm.raise(vm.forError("step", step))
	}
	fi, ok := forFloat(init)
	if !ok {
		return vm.raise(vm.forError("initial value", init))
	}
	if fs == 0 {
		return vm.raise(vm.runError("'for' step is zero"))
	}
	if fs > 0 && fl < fi || !(fs > 0) && fi < fl {
		f.pc += uintptr(jump(i))
		return true
	}
	a[0], a[1], a[2], a[3] = Float(fi), Float(fl), Float(fs), Float(fi)
	return true
}

// forFloat converts a loop's parameter, also a string, to a float.
func forFloat(v Value) (float64, bool) {
	n, _ := toNumber(v)
	return toFloat(n)
}

func (vm *VM) forError(what string, v Value) *Error {
	return vm.runError("bad 'for' %s (number expected, got %s)", what, vm.typeNameFor(v))
}

// opClosure is CLOSURE.
//
//go:noinline
func (vm *VM) opClosure(i code.Instr) bool {
	f := frameAt(vm.fp)
	own := f.closure()
	p := own.proto.Get().protos[i.K()].Get()
	c := vm.newClosure(p)
	for j, d := range p.src.Upvals {
		if d.InStack {
			c.ups.at(j).Set(vm.findUpval(vm.th, f.slotOf(int(d.Index))))
		} else {
			*c.ups.at(j) = *own.ups.at(int(d.Index))
		}
	}
	vm.fuel -= int64(len(p.src.Upvals) >> 2)
	f.regs()[uint8(i.A())] = c.value()
	if vm.heap.Due() {
		return vm.collectStep(f.slotOf(i.A()+1), true)
	}
	return true
}

// opVararg is VARARG.
//
//go:noinline
func (vm *VM) opVararg(i code.Instr) bool {
	f := frameAt(vm.fp)
	n := int(f.nextra)
	want := i.C() - 1
	a := f.slotOf(i.A())
	if want < 0 {
		want = n
		if end := a + uintptr(n)*valueSize; end > vm.stackEnd {
			old := vm.th.stack.addr
			if err := vm.growStack(vm.th, a, n+1); err != nil {
				return vm.refused(err, f.top)
			}
			a += vm.th.stack.addr - old
			f = frameAt(vm.fp)
		}
		vm.top = a + uintptr(n)*valueSize
	}
	vm.fuel -= int64(want >> 2)
	src := f.base - uintptr(n+1)*valueSize
	for j := range want {
		if j < n {
			*valueAt(a + uintptr(j)*valueSize) = *valueAt(src + uintptr(j)*valueSize)
		} else {
			*valueAt(a + uintptr(j)*valueSize) = Nil
		}
	}
	return true
}

var _ gc.Traceable = (*Closure)(nil)
