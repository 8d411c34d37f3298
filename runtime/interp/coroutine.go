package interp

// This file defines what the executor does itself for libraries: pcall, xpcall
// and the coroutine functions.

import "github.com/lusterlua/luster/internal/audit"

// States of an intrinsic's frame.
const (
	stepStart  = 0
	stepCalled = 1
)

// callIntrinsic starts an intrinsic with its frame f current.
//
//go:noinline
func (vm *VM) callIntrinsic(f *Frame, g *GoFunction, n int) bool {
	vm.fuel -= 4
	switch g.intr {
	case intrPCall:
		if n < 1 {
			return vm.raise(vm.argError(1, "value expected"))
		}
		f.status |= fsProtect
		vm.later(f, stepCall, f.base+uintptr(n)*valueSize, n)
		return true
	case intrLimited:
		return vm.startLimited(f, n)
	case intrXPCall:
		if n < 2 || valueAt(f.base+valueSize).Kind() != KLuaFn && valueAt(f.base+valueSize).Kind() != KGoFn {
			return vm.raise(vm.typeArgError(2, "function"))
		}
		return vm.startXPCall(f, n)
	case intrResume:
		return vm.startResume(f, *valueAt(f.base), f.base+valueSize, n-1, n > 0)
	case intrWrap:
		return vm.startResume(f, g.ups[0], f.base, n, true)
	case intrYield:
		return vm.yield(f.base, n)
	case intrClose:
		return vm.startClose(f, n)
	case intrNext:
		return vm.runNext(f, n)
	default:
		return vm.runIpairs(f, n)
	}
}

// startXPCall calls f, msgh, args... as f(args...) above its arguments.
func (vm *VM) startXPCall(f *Frame, n int) bool {
	f.status |= fsProtect
	top := f.base + uintptr(n)*valueSize
	if top+uintptr(n)*valueSize > vm.stackEnd {
		old := vm.th.stack.addr
		if err := vm.growStack(vm.th, top, n); err != nil {
			if vm.worthwhile(err) {
				return vm.redoIntrinsic(f)
			}
			return vm.raise(err)
		}
		top += vm.th.stack.addr - old
	}
	*valueAt(top) = *valueAt(f.base)
	for i := 2; i < n; i++ {
		*valueAt(top + uintptr(i-1)*valueSize) = *valueAt(f.base + uintptr(i)*valueSize)
	}
	vm.later(f, stepCall, top+uintptr(n-1)*valueSize, n-1)
	return true
}

// continueIntrinsic gives an intrinsic the n values at src that it waited for.
func (vm *VM) continueIntrinsic(f *Frame, src uintptr, n int) bool {
	switch f.goFunction().intr {
	case intrPCall, intrXPCall, intrLimited:
		vm.endLimited(f)
		f.status &^= fsProtect
		// The results of a pcall start at its first argument: true goes into the
		// slot of the function itself when they are there.
		return vm.finishWith(f, Bool(true), src, n)
	case intrIpairs:
		v := Nil
		if n > 0 {
			v = *valueAt(src)
		}
		k, _ := valueAt(f.base + valueSize).AsInt()
		return vm.ipairsResult(f, k, v)
	default: // a yield that is resumed
		return vm.finishCall(f, src, n)
	}
}

// finishWith ends f with v and the n values at src as its results.
func (vm *VM) finishWith(f *Frame, v Value, src uintptr, n int) bool {
	if src > f.base-valueSize {
		*valueAt(src - valueSize) = v
		return vm.finishCall(f, src-valueSize, n+1)
	}
	for i := n; i > 0; i-- {
		*valueAt(src + uintptr(i)*valueSize) = *valueAt(src + uintptr(i-1)*valueSize)
	}
	*valueAt(src) = v
	return vm.finishCall(f, src, n+1)
}

// startResume resumes the coroutine co with the n values at src; f is the frame
// of resume or of a wrap function.
func (vm *VM) startResume(f *Frame, cov Value, src uintptr, n int, ok bool) bool {
	if !ok || cov.Kind() != KThread {
		return vm.raise(vm.typeArgError(1, "thread"))
	}
	co := cov.thread()
	if co.status != StatusSuspended {
		msg := "cannot resume non-suspended coroutine"
		if co.status == StatusDone || co.status == StatusFailed {
			msg = "cannot resume dead coroutine"
		}
		return vm.resumeRefused(f, msg)
	}
	if vm.depth >= vm.cfg.MaxResumes {
		return vm.resumeRefused(f, "C stack overflow")
	}
	if co.stack.top+uintptr(n+stackGoMin)*valueSize > co.stack.end {
		if err := vm.growStack(co, co.stack.top, n+stackGoMin); err != nil {
			if vm.worthwhile(err) {
				return vm.redoIntrinsic(f)
			}
			return vm.resumeRefused(f, err.Error())
		}
	}
	dst := co.stack.top
	for i := range n {
		*valueAt(dst + uintptr(i)*valueSize) = *valueAt(src + uintptr(i)*valueSize)
	}
	cur := vm.th
	f.step = stepCalled
	f.top = f.base
	cur.fp = vm.fp
	cur.stack.top = f.base + valueSize
	vm.touch(cur)
	co.from.Set(cur)
	co.status = StatusRunning
	vm.touch(co)
	vm.depth++
	vm.enter(co)
	vm.clockIn(co)
	return vm.resumeThread(co, dst, n)
}

// resumeThread goes on with the current thread, just entered, handing it the n
// values at src.
func (vm *VM) resumeThread(co *Thread, src uintptr, n int) bool {
	if co.fp == 0 { // not started: the function is below the values
		return vm.callValue(src-valueSize, n, -1, fsBoundary)
	}
	f := frameAt(co.fp)
	return vm.continueGo(f, src, n)
}

// resumeRefused ends a resume that could not start: resume returns false and the
// message, a wrap function raises it.
func (vm *VM) resumeRefused(f *Frame, msg string) bool {
	if f.goFunction().intr == intrWrap {
		return vm.raise(vm.newError(vm.where(1) + msg))
	}
	return vm.finishWithError(f, vm.newError(msg).val)
}

// finishWithError ends f with false and v.
func (vm *VM) finishWithError(f *Frame, v Value) bool {
	*valueAt(f.base) = Bool(false)
	*valueAt(f.base + valueSize) = v
	return vm.finishCall(f, f.base, 2)
}

// yield suspends the current thread, whose frame waits, with the n values at src
// for the one that resumed it.
func (vm *VM) yield(src uintptr, n int) bool {
	th := vm.th
	if th.main {
		return vm.raise(vm.newError("attempt to yield from outside a coroutine"))
	}
	if !th.yieldable() {
		return vm.raise(vm.newError("attempt to yield across a C-call boundary"))
	}
	src = vm.shrink(src+uintptr(n)*valueSize) - uintptr(n)*valueSize
	f := frameAt(vm.fp)
	f.step = stepCalled
	f.top = src
	th.status = StatusSuspended
	from := th.from.Get()
	vm.clockOut(th)
	if from == nil { // a thread that the host steps: it takes the values from the stack
		vm.fuel -= 8
		vm.yielded, vm.yieldedAt = n, src
		vm.leave(src + uintptr(n)*valueSize)
		return false
	}
	vm.leave(src)
	th.from.Set(nil)
	vm.depth--
	vm.enter(from)
	return vm.deliver(src, n)
}

// deliver hands the n values at src, in the stack of another thread, to the
// resume or wrap whose frame is current.
func (vm *VM) deliver(src uintptr, n int) bool {
	f := frameAt(vm.fp)
	if f.base+uintptr(n+2)*valueSize > vm.stackEnd {
		if err := vm.growStack(vm.th, f.base, n+2); err != nil {
			return vm.raise(err)
		}
	}
	dst := f.base
	if f.goFunction().intr == intrResume {
		*valueAt(dst) = Bool(true)
		dst += valueSize
	}
	for i := range n {
		*valueAt(dst + uintptr(i)*valueSize) = *valueAt(src + uintptr(i)*valueSize)
	}
	dst += uintptr(n) * valueSize
	return vm.finishCall(f, f.base, int((dst-f.base)/valueSize))
}

// threadDone ends the current thread, whose function returned the n values at
// src.
func (vm *VM) threadDone(src uintptr, n int) bool {
	th := vm.th
	th.status = StatusDone
	vm.fp = 0
	from := th.from.Get()
	vm.clockOut(th)
	if from == nil {
		vm.yielded, vm.yieldedAt = n, src
		vm.leave(src + uintptr(n)*valueSize)
		return false
	}
	vm.leave(th.stack.addr)
	th.from.Set(nil)
	vm.depth--
	vm.enter(from)
	if !vm.deliver(src, n) {
		return false
	}
	if th.open == 0 {
		th.free(vm.heap)
	}
	return true
}

// resumeFailed tells the thread that resumed th of its error.
func (vm *VM) resumeFailed(th *Thread, err *Error) bool {
	from := th.from.Get()
	th.from.Set(nil)
	vm.clockOut(th)
	vm.depth--
	vm.enter(from)
	f := frameAt(vm.fp)
	if f.goFunction().intr != intrWrap {
		vm.caught = caughtError{err.val, err}
		return vm.finishWithError(f, err.val)
	}
	// A wrap function closes the coroutine and raises the error here.
	f.step = stepCalled
	if len(th.tbc) > 0 {
		return vm.closeThread(f, th, err)
	}
	return vm.wrapError(err)
}

// wrapError raises the error of a wrapped coroutine in its caller, with the
// position in front when it is a string.
func (vm *VM) wrapError(err *Error) bool {
	if err.val.isString() && !err.memory {
		e := vm.newError(vm.where(1) + str(err.val))
		e.cause, e.place = err.cause, err.place
		return vm.raise(e)
	}
	return vm.raise(err)
}

// startClose is coroutine.close.
func (vm *VM) startClose(f *Frame, n int) bool {
	if n < 1 || valueAt(f.base).Kind() != KThread {
		return vm.raise(vm.typeArgError(1, "thread"))
	}
	co := valueAt(f.base).thread()
	switch co.status {
	case StatusSuspended, StatusFailed, StatusDone:
		return vm.closeThread(f, co, co.err)
	}
	what := "running"
	if co != vm.th {
		what = "normal"
	}
	return vm.raise(vm.runErrorAt(1, "cannot close a %s coroutine", what))
}

// closeThread runs the pending __close metamethods of co, on its own stack, and
// then ends the frame f.
func (vm *VM) closeThread(f *Frame, co *Thread, err *Error) bool {
	if vm.depth >= vm.cfg.MaxResumes {
		return vm.raise(vm.runErrorAt(1, "C stack overflow"))
	}
	cur := vm.th
	cur.fp = vm.fp
	cur.stack.top = f.base + valueSize
	vm.touch(cur)
	co.from.Set(cur)
	vm.touch(co)
	vm.depth++
	co.status = StatusRunning
	co.err = nil
	vm.abortSeqs(co)
	co.unwinds = append(co.unwinds[:0], unwinding{err: err, bottom: true, closing: true, ready: true})
	vm.enter(co)
	vm.clockIn(co)
	vm.fp = 0
	vm.pending = true
	return true
}

// abortSeqs tells the pending sequences of a thread that they will never be
// resumed.
func (vm *VM) abortSeqs(th *Thread) {
	for _, s := range th.seqs {
		if a, ok := s.(interface{ Abort(vm *VM) }); ok {
			a.Abort(vm)
		}
	}
	th.seqs, th.meter = nil, nil
	th.ncalls, th.nmsgh, th.nny = 0, 0, 0
	th.forgetRedo()
}

// yieldable reports whether the thread may yield: not the main thread, not in a
// finalizer or a hook, and not while coroutine.close closes its variables, because
// its caller waits for the end.
func (th *Thread) yieldable() bool {
	return th.nny == 0 && !th.main && (len(th.unwinds) == 0 || !th.unwinds[0].closing)
}

// endClose ends coroutine.close, or a wrap that closed its coroutine.
func (vm *VM) endClose(co *Thread, err *Error) bool {
	co.status = StatusDone
	if err != nil {
		co.status = StatusFailed
	}
	vm.leave(co.stack.addr)
	vm.clockOut(co)
	from := co.from.Get()
	co.from.Set(nil)
	vm.depth--
	vm.enter(from)
	f := frameAt(vm.fp)
	if co.open == 0 {
		co.free(vm.heap)
	}
	if f.goFunction().intr == intrWrap {
		return vm.wrapError(err)
	}
	co.status = StatusDone
	if err != nil {
		return vm.finishWithError(f, err.val)
	}
	*valueAt(f.base) = Bool(true)
	return vm.finishCall(f, f.base, 1)
}

// runNext is the function next.
func (vm *VM) runNext(f *Frame, n int) bool {
	if n < 1 || valueAt(f.base).Kind() != KTable {
		return vm.raise(vm.typeArgError(1, "table"))
	}
	k := Nil
	if n > 1 {
		k = *valueAt(f.base + valueSize)
	}
	at, ok := valueAt(f.base).table().position(vm.heap, k)
	if !ok {
		return vm.raise(vm.newError("invalid key to 'next'")) // without a place, as in PUC-Rio's
	}
	return vm.nextFrom(f, at)
}

// nextFrom goes on with next at an index of the table's traversal.
func (vm *VM) nextFrom(f *Frame, at uint32) bool {
	for {
		to, nk, nv, more := valueAt(f.base).table().nextWithin(at)
		if !more {
			if to > at+nextCheap {
				vm.fuel -= int64((to - at) >> 2)
			}
			*valueAt(f.base) = nk
			if nk.t == uint64(KNil) {
				return vm.finishCall(f, f.base, 1)
			}
			*valueAt(f.base + valueSize) = nv
			return vm.finishCall(f, f.base, 2)
		}
		at = to
		vm.fuel -= nextChunk >> 2
		audit.Work(nextChunk)
		audit.Check()
		if vm.fuel < 0 {
			vm.th.redo = redo{act: moreNext, n: int(at), top: f.base + 2*valueSize - vm.th.stack.addr}
			vm.pending = true
			return true
		}
	}
}

// runIpairs is the iterator of ipairs: it honours __index.
func (vm *VM) runIpairs(f *Frame, n int) bool {
	i := Nil
	if n > 1 {
		i = *valueAt(f.base + valueSize)
	}
	k, ok := i.AsInt()
	if !ok {
		return vm.raise(vm.typeArgError(2, "number"))
	}
	k++
	o := *valueAt(f.base)
	if o.Kind() == KTable {
		v := o.table().getInt(k)
		if v.t != uint64(KNil) || o.table().meta.IsNil() {
			return vm.ipairsResult(f, k, v)
		}
	}
	*valueAt(f.base + valueSize) = Int(k)
	res, fn, self, err := vm.lookup(o, Int(k))
	if err != nil {
		return vm.raise(err)
	}
	if fn.IsNil() {
		return vm.ipairsResult(f, k, res)
	}
	slot := f.base + 2*valueSize
	*valueAt(slot) = fn
	*valueAt(slot + valueSize) = self
	*valueAt(slot + 2*valueSize) = Int(k)
	vm.later(f, stepCall, slot+3*valueSize, 3)
	return true
}

// ipairsResult ends a step of ipairs whose element is v.
func (vm *VM) ipairsResult(f *Frame, k int64, v Value) bool {
	if v.t == uint64(KNil) {
		*valueAt(f.base) = Nil
		return vm.finishCall(f, f.base, 1)
	}
	*valueAt(f.base) = Int(k)
	*valueAt(f.base + valueSize) = v
	return vm.finishCall(f, f.base, 2)
}
