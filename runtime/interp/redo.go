package interp

// This file defines what the executor does when memory is refused: it collects
// everything, step by step and paid in fuel, and then does once more what was
// refused.

import (
	"errors"
	"math"

	"github.com/lusterlua/luster/internal/audit"
)

// redoAct says what a thread does next, before anything else.
type redoAct uint8

const (
	redoNothing redoAct = iota
	redoOp              // the current instruction of a Lua function
	redoCall            // a call whose frame found no room
	redoGo              // the Go function of the current frame
	redoSeq             // its sequence
	redoCheck           // nothing, but the limit must hold
	moreOp              // goes on with the current instruction; nothing is collected
	moreNext            // goes on with the function next; likewise
	moreFin             // calls the next finalizer; likewise
)

// redo is what a thread has to do again. Addresses are offsets in its stack.
type redo struct {
	act     redoAct
	failed  bool // redoSeq: what the sequence waited for failed
	status  uint16
	nres    int16
	drained bool    // waiting finalizers were called
	top     uintptr // end of the live slots
	need    int64   // bytes that were refused, as far as known
	slot    uintptr // of the called function, or the first argument
	n       int     // arguments; moreOp and moreNext: how far it has come
	hash    uint64  // moreOp: of a string up to there
	goal    int64   // cycles of the collector that must have ended
}

// collectThen makes the current thread collect everything and then do r. Slots
// below top are live.
func (vm *VM) collectThen(r redo, top uintptr) bool {
	th := vm.th
	r.goal = vm.heap.FullGoal()
	r.top = top - th.stack.addr
	th.redo = r
	vm.pending = true
	return true
}

// refused is what a slow path returns when memory was refused to it: the
// instruction is done again after a collection, or the error raised. The
// instruction must not have changed anything. Slots below top are live.
func (vm *VM) refused(err *Error, top uintptr) bool {
	if !vm.worthwhile(err) {
		return vm.raise(err)
	}
	return vm.collectThen(redo{act: redoOp, need: err.need}, top)
}

// worthwhile reports whether a collection could help: the error is one of memory,
// what it asked for can fit at all, and this is not the second attempt.
func (vm *VM) worthwhile(err *Error) bool {
	limit := vm.heap.Limit()
	return err.memory && !vm.retried && (limit == 0 || err.need <= limit)
}

// Retry is what a Go function returns, as return c.Retry(err), when it has had no
// effect yet and err is in its way: if that stands for refused memory, garbage is
// collected and the function called again with the same arguments; or the
// Sequence resumed again, if it is one that calls Retry. Any other error, and the
// error of a second attempt, is raised. The arguments must be unchanged.
func (c *Call) Retry(err error) error {
	var e *Error
	if c.async != nil || !errors.As(err, &e) || !c.vm.worthwhile(e) {
		return err
	}
	c.act = actRetry
	return nil
}

// RetryThen is Retry for a function that did have effects: after the collection
// seq is resumed, without arguments.
func (c *Call) RetryThen(seq Sequence, err error) error {
	var e *Error
	if c.async != nil || !errors.As(err, &e) || !c.vm.worthwhile(e) {
		return err
	}
	c.act, c.seq = actRetryThen, seq
	return nil
}

// afterRefusal does what Retry and RetryThen asked for.
func (vm *VM) afterRefusal(c *Call, f *Frame) bool {
	r := redo{act: redoGo, n: c.n, slot: c.base - vm.th.stack.addr}
	switch {
	case c.act == actRetryThen:
		vm.keepSeq(f, c.seq)
		c.seq = nil
		r = redo{act: redoSeq, slot: c.ret - vm.th.stack.addr}
	case c.resumed:
		r.act = redoSeq
		r.failed = vm.call.failed
		vm.th.redoVal = vm.call.errv
	}
	top := vm.th.stack.addr + r.slot + uintptr(r.n)*valueSize
	f.top = top
	return vm.collectThen(r, top)
}

// redoIntrinsic starts the intrinsic of the frame f again after a collection. Its
// arguments are where they were.
func (vm *VM) redoIntrinsic(f *Frame) bool {
	n := int((f.top - f.base) / valueSize)
	return vm.collectThen(redo{act: redoGo, slot: f.base - vm.th.stack.addr, n: n}, f.top)
}

// WaitForMemory makes an Async body wait for a collection, because n bytes were
// refused to it. It returns false when that is of no use.
func (c *Call) WaitForMemory(n int64) bool {
	limit := c.vm.heap.Limit()
	if c.async == nil || limit != 0 && n > limit {
		return false
	}
	_, err := c.wait(request{act: actRetryThen})
	return err == nil
}

// again goes on with what the current thread has to do again. It returns false
// when the executor must leave the loop.
func (vm *VM) again() bool {
	th := vm.th
	r := &th.redo
	if r.act < moreOp && vm.heap.Cycles() < r.goal && !vm.heap.Broken() {
		vm.syncThread(th.stack.addr + r.top)
		vm.collected(vm.heap.CycleStep())
		vm.pending = true
		return true
	}
	todo := *r
	*r = redo{}
	vm.pending = true
	switch todo.act {
	case moreOp:
		vm.progress = todo
		ok := vm.continueOp(frameAt(vm.fp))
		vm.progress = redo{}
		return ok
	case moreNext:
		return vm.nextFrom(frameAt(vm.fp), uint32(todo.n))
	case moreFin:
		return vm.callFinalizers(th.stack.addr+todo.top, int32(todo.n))
	default:
	}
	vm.shrinkBelow(th.stack.addr + todo.top)
	if vm.heap.Limit() > 0 && (vm.heap.OverLimit() || !vm.heap.Reserve(todo.need)) && !todo.failed &&
		!todo.drained && vm.heap.Finalizable() > 0 && !vm.inFin {
		todo.drained = true
		th.redoOuter = &todo
		return vm.callFinalizers(th.stack.addr+todo.top, math.MaxInt32)
	}
	if todo.act == redoCheck {
		if vm.heap.OverLimit() {
			return vm.raise(vm.memoryError())
		}
		return true
	}
	slot := th.stack.addr + todo.slot
	vm.retried = true
	ok := true
	switch todo.act {
	case redoOp:
		ok = vm.continueOp(frameAt(vm.fp))
	case redoCall:
		ok = vm.callValue(slot, todo.n, int(todo.nres), todo.status)
	case redoGo:
		f := frameAt(vm.fp)
		ok = vm.runGo(f, f.goFunction(), slot, todo.n)
	case redoSeq:
		vm.call.failed, vm.call.errv = todo.failed, th.redoVal
		th.redoVal = Nil
		ok = vm.resumeGo(frameAt(vm.fp), slot, todo.n)
	}
	vm.retried = false
	return ok
}

// forgetRedo takes back what the thread was to do again.
func (th *Thread) forgetRedo() { th.redo, th.redoOuter, th.redoVal = redo{}, nil, Nil }

// callFinalizers calls n of the finalizers that wait, one after the other, above
// the live slots of the current thread, and then does what redoOuter says, or
// resumes the Go function that waits for them.
func (vm *VM) callFinalizers(top uintptr, n int32) bool {
	th := vm.th
	for ; n > 0 && vm.heap.Finalizable() > 0; n-- {
		vm.finLeft = n - 1
		if ok := vm.callFinalizer(top); !ok || vm.inFin || th.redo.act == moreFin {
			return ok
		}
	}
	r := th.redoOuter
	if r == nil {
		if f := frameAt(vm.fp); f.kind == kindGo {
			return vm.continueGo(f, top, 0)
		}
		return true
	}
	th.redoOuter = nil
	return vm.collectThen(*r, top)
}

// afterFinalizer goes on after a finalizer, whose frame was at top, is gone: later,
// so that finalizers written in Go do not nest.
func (vm *VM) afterFinalizer(top uintptr) bool {
	vm.endFinalizer()
	vm.th.redo = redo{act: moreFin, n: int(vm.finLeft), top: top - vm.th.stack.addr}
	vm.pending = true
	return true
}

// collected pays for work of the collector.
func (vm *VM) collected(work int) {
	audit.Work(work)
	audit.Check()
	vm.fuel -= int64(work >> 2)
}
