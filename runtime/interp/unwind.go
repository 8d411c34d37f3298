package interp

// This file defines how an error travels: to the message handler, through the
// to-be-closed variables, to the frame that protects.

// unwinding is the state of an error on its way to a handler while __close
// metamethods run; or that of a coroutine being closed.
type unwinding struct {
	target  uintptr // offset in the frame stack of the frame that gets it
	err     *Error  // nil: a plain close
	ready   bool    // continueUnwind is due
	closing bool    // by coroutine.close
	bottom  bool    // no handler: the whole thread ends
}

// unwinding returns the innermost error on its way, nil when there is none.
func (th *Thread) unwinding() *unwinding {
	if n := len(th.unwinds); n > 0 {
		return &th.unwinds[n-1]
	}
	return nil
}

const maxHandlers = 10 // errors in message handlers in a row

// raise finds who handles err and goes there. It returns false when the executor
// must leave the loop.
//
//go:noinline
func (vm *VM) raise(err *Error) bool {
	vm.disarm()
	if err.fatal {
		return vm.failAll(err)
	}
	th := vm.th
	h := vm.findHandler()
	if h == nil {
		return vm.uncaught(err)
	}
	if h.kind == kindGo && h.goFunction().intr == intrXPCall && h.step == stepCalled {
		if th.nmsgh >= maxHandlers {
			return vm.unwindTo(h, vm.newError("error in error handling"))
		}
		return vm.callHandler(h, err)
	}
	return vm.unwindTo(h, err)
}

// findHandler returns the innermost frame that stops errors, nil when the
// thread has none.
func (vm *VM) findHandler() *Frame {
	th := vm.th
	if vm.fp == 0 {
		return nil
	}
	for a := vm.fp; a >= th.frames; a -= frameSize {
		if f := frameAt(a); f.status&(fsProtect|fsFinalizer) != 0 {
			return f
		}
	}
	return nil
}

// handlerFrame returns the xpcall that the message handler called from the frame
// f belongs to.
func (vm *VM) handlerFrame(f *Frame) *Frame {
	for a := f.addr(); a >= vm.th.frames; a -= frameSize {
		if f := frameAt(a); f.status&fsProtect != 0 {
			return f
		}
	}
	return nil
}

// callHandler calls the message handler of the xpcall h on top of the failed
// frames.
func (vm *VM) callHandler(h *Frame, err *Error) bool {
	th := vm.th
	th.nmsgh++
	top := vm.liveTop()
	if top+4*valueSize > vm.stackEnd {
		old := th.stack.addr
		if e := vm.growStack(th, top, 4); e != nil {
			th.nmsgh--
			return vm.unwindTo(h, e)
		}
		top += th.stack.addr - old
		h = vm.findHandler()
	}
	*valueAt(top) = *valueAt(h.base + valueSize) // xpcall's second argument
	*valueAt(top + valueSize) = err.val
	vm.caught = caughtError{err.val, err}
	return vm.callValue(top, 1, 1, fsHandler)
}

// liveTop returns the end of the live slots of the current thread.
func (vm *VM) liveTop() uintptr {
	top := vm.frameTopSlot()
	if r := &vm.th.redo; r.act != redoNothing {
		top = max(top, vm.th.stack.addr+r.top)
	}
	// While an error is on its way, variables above the frame wait to be closed.
	if tbc := vm.th.tbc; len(tbc) > 0 {
		top = max(top, vm.th.stack.addr+uintptr(tbc[len(tbc)-1]+1)*valueSize)
	}
	return top
}

// frameTopSlot returns the end of what the current frame uses.
func (vm *VM) frameTopSlot() uintptr {
	if vm.fp == 0 {
		return vm.th.stack.top
	}
	f := frameAt(vm.fp)
	top := f.top
	// The Call may be that of a function which ended, perhaps in another thread.
	if f.kind == kindGo && f.goFunction().intr == intrNone && vm.call.frame == vm.fp-vm.th.frames &&
		vm.call.base >= f.base && vm.call.top <= vm.stackEnd {
		top = max(top, vm.call.top)
	}
	return top
}

// unwindTo cuts the frames above h and closes its to-be-closed variables, then
// hands err to it. A finalizer's frame is cut as well.
func (vm *VM) unwindTo(h *Frame, err *Error) bool {
	th := vm.th
	off := h.addr() - th.frames
	// Errors that were on their way to frames from h on end here: this one came
	// from a __close call of theirs.
	n := len(th.unwinds)
	for n > 0 && !th.unwinds[n-1].bottom && th.unwinds[n-1].target >= off {
		n--
	}
	th.unwinds = append(th.unwinds[:n], unwinding{target: off, err: err, ready: true})
	vm.dropSeqsAbove(h)
	if th.hook != nil {
		h.status |= fsHooked // the frames that would have told it are gone
	}
	vm.fp = h.addr()
	vm.pending = true
	return true
}

// dropSeqsAbove ends the frames above h: it forgets their sequences and takes
// them out of the counts.
func (vm *VM) dropSeqsAbove(h *Frame) {
	th := vm.th
	first := int32(0)
	for f := h.up(); f.addr() <= vm.fp; f = f.up() {
		if f.status&fsHandler != 0 && th.nmsgh > 0 {
			th.nmsgh--
		}
		if f.status&fsToGo != 0 && th.ncalls > 0 {
			th.ncalls--
		}
		if f.status&fsFinalizer != 0 {
			vm.endFinalizer()
		}
		if f.status&fsHook != 0 {
			th.leaveHook()
		}
		if f.kind == kindGo && f.aux != 0 && first == 0 {
			first = f.aux
		}
	}
	if first == 0 {
		return
	}
	seqs := th.seqs[first-1:]
	for _, s := range seqs {
		if a, ok := s.(interface{ Abort(vm *VM) }); ok {
			a.Abort(vm)
		}
	}
	clear(seqs)
	th.seqs = th.seqs[:first-1]
}

// continueUnwind calls the next pending __close, or ends the unwinding.
func (vm *VM) continueUnwind() bool {
	th := vm.th
	w := th.unwinding()
	level := th.stack.addr
	var h *Frame
	if !w.bottom {
		h = frameAt(th.frames + w.target)
		level = h.base
		if h.status&fsFinalizer != 0 {
			level = h.callSlot()
		}
	}
	vm.closeUpvals(th, level)
	if n := len(th.tbc); n > 0 {
		slot := th.stack.addr + uintptr(th.tbc[n-1])*valueSize
		if slot >= level {
			th.tbc = th.tbc[:n-1]
			e := Nil
			if w.err != nil {
				e = w.err.val
			}
			return vm.callClose(slot, slot+valueSize, e, fsUnwind)
		}
	}
	err := w.err
	if w.bottom {
		return vm.endBottom(*w)
	}
	th.unwinds = th.unwinds[:len(th.unwinds)-1]
	if h.status&fsFinalizer != 0 {
		top := h.callSlot()
		below := h.down()
		vm.fp = below.addr()
		vm.warnError("__gc", err)
		if th.hook != nil && !vm.trapFrame(below) {
			vm.endFinalizer()
			return vm.raise(vm.memoryError())
		}
		return vm.afterFinalizer(top)
	}
	h.status &^= fsProtect
	vm.endLimited(h)
	vm.caught = caughtError{err.val, err}
	top := h.top
	if h.goFunction().intr != intrNone { // pcall, xpcall
		slot := h.base
		*valueAt(slot) = Bool(false)
		*valueAt(slot + valueSize) = err.val
		return vm.finishCall(h, slot, 2)
	}
	vm.call.failed, vm.call.errv = true, err.val
	return vm.continueGo(h, top, 0)
}

// callClose calls the __close metamethod of the value in slot, in a new frame
// whose function goes to at.
func (vm *VM) callClose(slot, at uintptr, err Value, status uint16) bool {
	v := *valueAt(slot)
	if at+4*valueSize > vm.stackEnd {
		old := vm.th.stack.addr
		if e := vm.growStack(vm.th, at, 4); e != nil {
			return vm.raise(e)
		}
		at += vm.th.stack.addr - old
	}
	mm := vm.metamethod(&v, evClose)
	n := 2
	*valueAt(at) = mm
	*valueAt(at + valueSize) = v
	*valueAt(at + 2*valueSize) = err
	return vm.callValue(at, n, 0, status)
}

// uncaught ends the current thread with err. A thread of the host closes its
// to-be-closed variables first; a coroutine keeps them for coroutine.close.
func (vm *VM) uncaught(err *Error) bool {
	th := vm.th
	if th.from.IsNil() {
		err.settle()
	}
	if th.from.IsNil() || !vm.handled(th) {
		vm.explain(err)
	}
	if err.traceback == "" && th.from.IsNil() {
		err.traceback = vm.traceback(th, 0)
	}
	if !th.from.IsNil() {
		if len(th.unwinds) > 0 && th.unwinds[0].closing { // an error inside of coroutine.close
			th.unwinds = th.unwinds[:1]
			th.unwinds[0].err, th.unwinds[0].ready = err, true
			vm.fp = 0
			vm.pending = true
			return true
		}
		vm.touch(th)
		th.status, th.err = StatusFailed, err
		vm.leave(vm.liveTop())
		return vm.resumeFailed(th, err)
	}
	th.unwinds = append(th.unwinds[:0], unwinding{err: err, bottom: true, ready: true})
	if vm.fp != 0 {
		if base := frameAt(th.frames); base.addr() < vm.fp {
			vm.dropSeqsAbove(base)
		}
	}
	vm.fp = 0
	vm.pending = true
	return true
}

// endBottom ends a thread whose unwinding reached its first frame.
func (vm *VM) endBottom(w unwinding) bool {
	th := vm.th
	th.unwinds = nil
	th.seqs = nil
	th.ncalls, th.nny = 0, 0
	if th.meter != nil {
		th.meter.limits = nil
	}
	vm.fp, th.fp = 0, 0
	if w.closing {
		return vm.endClose(th, w.err)
	}
	th.status, th.err = StatusFailed, w.err
	vm.err = w.err
	vm.leave(th.stack.addr)
	return false
}

// failAll stops the current thread and all that resumed it: no script code runs
// any more.
func (vm *VM) failAll(err *Error) bool {
	err.settle()
	if err.traceback == "" {
		err.traceback = vm.traceback(vm.th, 0)
	}
	for {
		from := vm.th.from.Get()
		vm.killThread(err)
		if from == nil {
			vm.inFin = false // also of one that a Go function called
			vm.err = err
			return false
		}
		vm.enter(from)
	}
}

// killThread ends the current thread with err: nothing of it runs any more.
func (vm *VM) killThread(err *Error) {
	th := vm.th
	for f := vm.fp; f != 0 && f >= th.frames; f -= frameSize {
		if frameAt(f).status&fsFinalizer != 0 {
			vm.endFinalizer()
		}
	}
	for _, s := range th.seqs {
		if a, ok := s.(interface{ Abort(vm *VM) }); ok {
			a.Abort(vm)
		}
	}
	th.seqs, th.unwinds, th.nmsgh, th.nny, th.meter = nil, nil, 0, 0, nil
	th.forgetRedo()
	th.tbc = nil
	vm.closeUpvals(th, th.stack.addr)
	th.status, th.err = StatusFailed, err
	vm.fp = 0
	vm.leave(th.stack.addr)
	th.from.Set(nil)
}

// leave writes the cached state of the current thread back; slots below top stay
// live.
func (vm *VM) leave(top uintptr) {
	vm.disarm()
	th := vm.th
	th.fp = vm.fp
	th.stack.top = top
	th.openTop = vm.top
	vm.touch(th)
}

// enter makes th the current thread.
func (vm *VM) enter(th *Thread) {
	vm.disarm()
	vm.th = th
	vm.fp = th.fp
	vm.top = th.openTop
	vm.stackEnd, vm.frameEnd = th.stack.end, th.fend
}
