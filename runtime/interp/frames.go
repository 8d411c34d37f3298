package interp

// This file defines calls and returns: how frames are pushed, what happens with
// results, and how an error finds its handler.

import (
	"math"

	"github.com/lusterlua/luster/internal/audit"
	"github.com/lusterlua/luster/runtime/internal/code"
)

// pushFrame makes room for a frame above the current one and for n slots from
// top on, and returns the new frame with its status and wanted results set. It
// does not make it current. slot, an address in the stack, is moved along when
// the stack moves.
func (vm *VM) pushFrame(slot *uintptr, top uintptr, n int) (*Frame, *Error) {
	if top+uintptr(n)*valueSize > vm.stackEnd {
		old := vm.th.stack.addr
		if err := vm.growStack(vm.th, top, n); err != nil {
			return nil, err
		}
		*slot += vm.th.stack.addr - old
	}
	if vm.fp == 0 {
		return frameAt(vm.th.frames), nil
	}
	if vm.fp+2*frameSize > vm.frameEnd {
		if err := vm.growFrames(vm.th); err != nil {
			return nil, err
		}
	}
	return frameAt(vm.fp).up(), nil
}

// callValue calls the value in slot with the n arguments above it. It returns
// false when the executor must leave the loop. The frame of a Lua function is
// only pushed; a Go function runs at once.
//
//go:noinline
func (vm *VM) callValue(slot uintptr, n int, nres int, status uint16) bool {
	for range maxCallChain {
		v := valueAt(slot)
		switch v.Kind() {
		case KLuaFn, KGoFn:
			if vm.th.hook != nil {
				return vm.callHooked(slot, n, nres, status)
			}
			if v.Kind() == KLuaFn {
				return vm.callLua(v.luaFn(), slot, n, nres, status)
			}
			return vm.callGo(v.goFn(), slot, n, nres, status)
		default:
		}
		mm := vm.metamethod(v, evCall)
		if mm.t == uint64(KNil) {
			return vm.raise(vm.callError(slot, *v))
		}
		if end := slot + uintptr(n+2)*valueSize; end > vm.stackEnd {
			old := vm.th.stack.addr
			if err := vm.growStack(vm.th, end, 1); err != nil {
				return vm.raise(err)
			}
			slot += vm.th.stack.addr - old
		}
		for a := slot + uintptr(n)*valueSize; a >= slot; a -= valueSize {
			*valueAt(a + valueSize) = *valueAt(a)
		}
		*valueAt(slot) = mm
		n++
		vm.fuel -= int64(2 + n>>2)
	}
	return vm.raise(vm.runError("'__call' chain too long"))
}

const maxCallChain = 200

// toGo returns what a frame with this status adds to Thread.ncalls, from when it
// is pushed: a call that cannot start adds nothing.
func toGo(status uint16) uint16 { return status & fsToGo / fsToGo }

// maxGoCalls bounds the nesting of calls from Go functions, such as pcall, in one
// thread. Nothing here needs a limit, but PUC-Rio's implementation has one, and
// what a script does on the way back may grow with the depth.
const maxGoCalls = 195

// callLua pushes a frame for a Lua function.
func (vm *VM) callLua(cl *Closure, slot uintptr, n int, nres int, status uint16) bool {
	p := cl.proto.Get()
	f, err := vm.pushFrame(&slot, slot+uintptr(n+1)*valueSize, int(p.maxStack)+int(p.nparams)+2)
	if err != nil {
		return vm.noFrame(err, slot, n, nres, status)
	}
	base := slot + valueSize
	for i := n; i < int(p.nparams); i++ {
		*valueAt(base + uintptr(i)*valueSize) = Value{}
	}
	f.init(base, uintptr(cl.ptr()), nres, status)
	f.pc, f.k = p.code, p.k.addr
	f.top = base + uintptr(p.maxStack)*valueSize
	f.nextra = -1
	vm.fp = f.addr()
	vm.th.ncalls += toGo(status)
	if p.vararg {
		vm.shiftVarargs(f, p, n)
	}
	vm.fuel -= p.cost
	if status&fsHooked != 0 {
		return vm.hookLua(f, p)
	}
	if vm.fuel < 0 {
		return vm.refuelOrPause()
	}
	return true
}

// noFrame is what becomes of a call that found no room for its frame.
func (vm *VM) noFrame(err *Error, slot uintptr, n, nres int, status uint16) bool {
	if !vm.worthwhile(err) {
		return vm.raise(err)
	}
	r := redo{act: redoCall, slot: slot - vm.th.stack.addr, n: n, nres: int16(nres), status: status}
	return vm.collectThen(r, slot+uintptr(n+1)*valueSize)
}

// shiftVarargs moves a vararg function above its extra arguments, as
// VARARGPREP demands. The stack has room: pushFrame counted from the arguments.
func (vm *VM) shiftVarargs(f *Frame, p *Proto, n int) {
	extra := max(n-int(p.nparams), 0)
	if n < int(p.nparams) {
		n = int(p.nparams) // filled with nil
	}
	old := f.base
	base := old + uintptr(n+1)*valueSize
	*valueAt(base - valueSize) = *valueAt(old - valueSize)
	for i := range int(p.nparams) {
		src := valueAt(old + uintptr(i)*valueSize)
		*valueAt(base + uintptr(i)*valueSize) = *src
		*src = Nil
	}
	f.base, f.nextra = base, int32(extra)
	f.top = base + uintptr(p.maxStack)*valueSize
}

// callGo runs a Go function.
func (vm *VM) callGo(g *GoFunction, slot uintptr, n int, nres int, status uint16) bool {
	top := slot + uintptr(n+1)*valueSize
	f, err := vm.pushFrame(&slot, top, stackGoMin)
	if err != nil {
		return vm.noFrame(err, slot, n, nres, status)
	}
	base := slot + valueSize
	top = base + uintptr(n)*valueSize
	f.init(base, uintptr(g.ptr()), nres, status)
	f.top = top
	f.kind = kindGo
	vm.fp = f.addr()
	vm.th.ncalls += toGo(status)
	if status&fsHooked != 0 {
		return vm.hookGo(f, g, n)
	}
	return vm.runGo(f, g, base, n)
}

// runGo runs the function of the frame f, which is current, with the n arguments
// at base.
func (vm *VM) runGo(f *Frame, g *GoFunction, base uintptr, n int) bool {
	if g.intr != intrNone {
		return vm.callIntrinsic(f, g, n)
	}
	c := &vm.call
	top := base + uintptr(n)*valueSize
	c.base, c.n, c.ret, c.top = base, n, top, top
	c.resumed = false
	c.frame = vm.fp - vm.th.frames
	c.act = actReturn
	c.failed = false
	vm.fuel -= 2
	audit.Check()
	if e := g.fn(c); e != nil {
		return vm.raise(vm.asError(e))
	}
	if c.act == actReturn && f.status&fsSlowReturn == 0 && vm.fp == f.addr() {
		return vm.returnGo(f, c.ret, int((c.top-c.ret)/valueSize))
	}
	return vm.afterGo(c)
}

// returnGo gives the n results at src to the Lua function that called f by a
// CALL instruction. A Go function's end is a safe point.
func (vm *VM) returnGo(f *Frame, src uintptr, n int) bool {
	slot := f.base - valueSize
	nres := int(f.nres)
	caller := f.down()
	vm.fp = caller.addr()
	if nres == 1 {
		if n > 0 {
			*valueAt(slot) = *valueAt(src)
		} else {
			*valueAt(slot) = Nil
		}
	} else {
		vm.moveResults(slot, src, n, nres)
	}
	audit.Check()
	if vm.fuel < 0 || vm.heap.Due() {
		return vm.goSafePoint(caller, slot, nres)
	}
	return true
}

// goSafePoint is the safe point after a Go function whose results are in slot and
// above. The registers behind them are dead.
//
//go:noinline
func (vm *VM) goSafePoint(f *Frame, slot uintptr, nres int) bool {
	top := slot + uintptr(max(nres, 0))*valueSize
	if nres < 0 {
		top = vm.top
	}
	off := top - vm.th.stack.addr
	if vm.heap.Due() && !vm.collectStep(top, nres >= 0) {
		return false
	}
	if vm.fuel < 0 && !vm.pending && vm.fp == f.addr() {
		return vm.refuelAt(max(vm.th.stack.addr+off, vm.liveTop())) // the stack may have shrunk
	}
	return true
}

// moveResults copies n results from src to slot as a caller that wants nres of
// them expects; -1 stands for all, which sets vm.top.
func (vm *VM) moveResults(slot, src uintptr, n, nres int) {
	if nres < 0 {
		for i := range n {
			*valueAt(slot + uintptr(i)*valueSize) = *valueAt(src + uintptr(i)*valueSize)
		}
		vm.top = slot + uintptr(n)*valueSize
		return
	}
	for i := range nres {
		if i < n {
			*valueAt(slot + uintptr(i)*valueSize) = *valueAt(src + uintptr(i)*valueSize)
		} else {
			*valueAt(slot + uintptr(i)*valueSize) = Nil
		}
	}
}

// afterGo does what a Go function asked for when it returned nil.
//
//go:noinline
func (vm *VM) afterGo(c *Call) bool {
	f := c.fr()
	n := int((c.top - c.ret) / valueSize)
	switch c.act {
	case actReturn:
		vm.dropSeq(f)
		return vm.finishCall(f, c.ret, n)
	case actCall:
		vm.keepSeq(f, c.seq)
		f.status &^= fsProtect
		if c.prot {
			f.status |= fsProtect
		}
		c.seq, c.prot = nil, false
		if v := valueAt(c.ret); v.Kind() == KLuaFn && vm.calm() && vm.th.ncalls < maxGoCalls && vm.th.hook == nil {
			// What drive would do: the frame of a Lua function is only pushed.
			f.step, f.top = stepCalled, c.top
			return vm.callLua(v.luaFn(), c.ret, n-1, -1, fsToGo)
		}
		vm.later(f, stepCall, c.top, n)
	case actTailCall:
		vm.dropSeq(f)
		vm.later(f, stepTail, c.top, n)
	case actYield:
		vm.keepSeq(f, c.seq)
		c.seq = nil
		return vm.yield(c.ret, n)
	case actRetry, actRetryThen:
		return vm.afterRefusal(c, f)
	case actFinalize:
		vm.keepSeq(f, c.seq)
		c.seq = nil
		f.step = stepCalled
		f.top = c.ret
		return vm.callFinalizers(c.ret, math.MaxInt32)
	default: // actSuspend
		vm.keepSeq(f, c.seq)
		c.seq = nil
		vm.later(f, stepResume, c.top, n)
	}
	return true
}

// What a Go frame waits for, in Frame.step, when the loop comes by. It is done
// from there, not at once, so that Go functions that call each other do not
// recurse on the Go stack.
const (
	stepResume = 255 - iota // resume the sequence with the values below Frame.top
	stepCall                // call the first of the values with the others
	stepTail                // likewise, in place of this function
	stepBegin               // begin with the values as arguments
)

// calm reports that drive has nothing to do before a Go frame goes on.
func (vm *VM) calm() bool {
	return vm.fuel >= 0 && !vm.pending && !vm.heap.Due() && vm.th.redo.act == redoNothing
}

// later makes the Go frame f, which is current, do step with the n values below
// top as soon as the loop looks.
func (vm *VM) later(f *Frame, step uint8, top uintptr, n int) {
	f.step = step
	f.top = top
	f.k = uintptr(n)
	vm.pending = true
}

// drive does what is pending outside of Lua code: an error on its way, or a Go
// function that goes on. It returns false when the executor must leave the loop.
//
//go:noinline
func (vm *VM) drive() bool {
	vm.pending = false
	audit.Check()
	if vm.fuel < 0 && !vm.refuelOrPause() {
		return false
	}
	if vm.limitDue {
		vm.limitDue = false
		return vm.endAtLimit()
	}
	if vm.th.redo.act != redoNothing {
		return vm.again()
	}
	if w := vm.th.unwinding(); w != nil && w.ready {
		// A chain of errors reaches no other safe point.
		if vm.heap.Due() && !vm.refuelOrPause() {
			return false
		}
		w.ready = false
		vm.fuel -= 2
		return vm.continueUnwind()
	}
	f := frameAt(vm.fp)
	if f.kind != kindGo || f.step < stepBegin {
		return true
	}
	if vm.heap.Due() {
		if !vm.collectStep(f.top, false) {
			return false
		}
		if vm.pending {
			return true
		}
		f = frameAt(vm.fp)
	}
	n := int(f.k)
	src := f.top - f.k*valueSize
	step := f.step
	f.step = stepCalled
	switch step {
	case stepResume:
		return vm.resumeGo(f, src, n)
	case stepCall:
		if vm.th.ncalls >= maxGoCalls {
			return vm.raise(vm.runError("C stack overflow"))
		}
		return vm.callValue(src, n-1, -1, fsToGo)
	case stepBegin:
		f.step = 0
		return vm.runGo(f, f.goFunction(), f.base, n)
	}
	if f.status&fsSpecial != 0 {
		if err := vm.reserveTail(&src, n-1); err != nil {
			return vm.raise(err)
		}
		f = frameAt(vm.fp)
	}
	slot := f.base - valueSize
	for i := range n {
		*valueAt(slot + uintptr(i)*valueSize) = *valueAt(src + uintptr(i)*valueSize)
	}
	status := f.status&fsSlowReturn | fsTail
	nres := int(f.nres)
	vm.th.ncalls -= toGo(f.status)
	vm.fp = f.down().addr()
	if vm.fp < vm.th.frames {
		vm.fp = 0
	}
	return vm.callValue(slot, n-1, nres, status)
}

// continueGo lets the Go frame f, which is current, go on with the n values at
// src.
func (vm *VM) continueGo(f *Frame, src uintptr, n int) bool {
	vm.later(f, stepResume, src+uintptr(n)*valueSize, n)
	return true
}

func (vm *VM) keepSeq(f *Frame, s Sequence) {
	th := vm.th
	if f.aux != 0 {
		th.seqs[f.aux-1] = s
		return
	}
	th.seqs = append(th.seqs, s)
	f.aux = int32(len(th.seqs))
	vm.touchThread(th, false)
}

// dropSeq forgets the sequences of f and of all frames above it.
func (vm *VM) dropSeq(f *Frame) {
	if f.aux != 0 {
		th := vm.th
		clear(th.seqs[f.aux-1:])
		th.seqs = th.seqs[:f.aux-1]
		f.aux = 0
	}
}

// resumeGo resumes the sequence of the Go frame f, which is current, with the n
// values at src.
func (vm *VM) resumeGo(f *Frame, src uintptr, n int) bool {
	if f.goFunction().intr != intrNone {
		return vm.continueIntrinsic(f, src, n)
	}
	var s Sequence
	if f.aux != 0 {
		s = vm.th.seqs[f.aux-1]
	}
	top := src + uintptr(n)*valueSize
	if s == nil { // the values are the results
		vm.dropSeq(f)
		return vm.finishCall(f, src, n)
	}
	c := &vm.call
	if top+stackGoMin*valueSize > vm.stackEnd {
		old := vm.th.stack.addr
		if err := vm.growStack(vm.th, top, stackGoMin); err != nil {
			return vm.raise(err)
		}
		delta := vm.th.stack.addr - old
		src, top = src+delta, top+delta
	}
	c.base, c.n, c.ret, c.top = src, n, top, top
	c.resumed = true
	c.frame = f.addr() - vm.th.frames
	c.act = actReturn
	f.status &^= fsProtect
	err := s.Resume(c)
	if err == nil && c.act == actRetry {
		return vm.afterRefusal(c, f)
	}
	c.failed, c.errv = false, Nil
	if err != nil {
		return vm.raise(vm.asError(err))
	}
	return vm.afterGo(c)
}

// finishCall ends the frame f, which is current, with the n results at src, and
// does what its status says must happen then.
//
//go:noinline
func (vm *VM) finishCall(f *Frame, src uintptr, n int) bool {
	if f.status&fsHooked != 0 {
		if done, more := vm.hookReturn(f, src, n); !done {
			return more
		}
	}
	slot := f.callSlot()
	status, nres := f.status, int(f.nres)
	if status&fsBoundary != 0 {
		return vm.threadDone(src, n)
	}
	caller := f.down()
	vm.fp = caller.addr()
	switch {
	case status&fsSpecial == 0:
		vm.moveResults(slot, src, n, nres)
		if f.kind == kindGo && (vm.fuel < 0 || vm.heap.Due()) {
			return vm.goSafePoint(caller, slot, nres)
		}
		return true
	case status&fsMeta != 0:
		if i := caller.instr(); i.Op() == code.OpTailCall {
			return vm.finishCall(caller, src, n)
		}
		res := Nil
		if n > 0 {
			res = *valueAt(src)
		}
		return vm.finishOp(caller, res)
	case status&fsToGo != 0:
		vm.th.ncalls--
		vm.moveResults(slot, src, n, -1)
		if !vm.direct && vm.calm() {
			// What drive would do. Only once: its result may end in another Go
			// function, and nothing here may recurse as deep as a script likes.
			vm.direct = true
			caller.top = slot + uintptr(n)*valueSize
			ok := vm.resumeGo(caller, slot, n)
			vm.direct = false
			return ok
		}
		return vm.continueGo(caller, slot, n)
	case status&fsRetry != 0:
		caller.repeat()
		vm.top = caller.base + uintptr(caller.aux)*valueSize
		return true
	case status&fsUnwind != 0:
		vm.th.unwinding().ready = true
		vm.pending = true
		return true
	case status&fsHandler != 0:
		vm.th.nmsgh--
		v := Nil
		if n > 0 {
			v = *valueAt(src)
		}
		return vm.unwindTo(vm.handlerFrame(caller), vm.valueError(v))
	case status&fsHook != 0:
		return vm.endHook(caller)
	default: // fsFinalizer
		return vm.afterFinalizer(slot)
	}
}
