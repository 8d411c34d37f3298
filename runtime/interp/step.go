package interp

// This file defines how a host runs a thread: in steps of bounded work, with
// safe points for the collector and the budgets.

import (
	"errors"

	"github.com/lusterlua/luster/internal/audit"
)

// quantum is the fuel between two looks at the interrupt flag and the host's
// check.
const quantum = 1 << 14

// ErrBusy is returned when a VM is entered while it runs.
var ErrBusy = errors.New("luster: the VM is running")

// Step runs the thread th for about fuel instructions: fuel is counted at calls,
// back edges and in builtins, and what a step overdraws is paid by the next one.
// args are passed to a thread that has not started or has yielded. The status
// says why Step came back; see Results and Err.
func (vm *VM) Step(th Value, fuel int64, args ...Value) Status {
	t := th.thread()
	if vm.th != nil {
		vm.err = &Error{text: ErrBusy.Error(), settled: true, cause: ErrBusy}
		return StatusFailed
	}
	vm.remaining = max(fuel, 1)
	vm.granted -= max(vm.fuel, 0)
	vm.fuel = min(vm.fuel, 0)
	vm.limitEnd, vm.limitDue = noLimit, false
	if !vm.refuel() {
		return t.status // still paying for what an earlier step overdrew
	}
	switch t.status {
	case StatusSuspended:
		if err := vm.passArgs(t, args); err != nil {
			vm.err, t.err, t.status = err, err, StatusFailed
			return t.status
		}
	case StatusPaused:
		inner := t.inner.Get()
		t.inner.Set(nil)
		t.status = StatusRunning
		vm.enter(inner)
		vm.resumeClocks()
		vm.countDepth()
	default:
		return t.status
	}
	vm.pending = true
	for vm.run() {
	}
	vm.th = nil
	if vm.dropped != nil {
		vm.EndDropped()
	}
	vm.results = vm.results[:0]
	if t.status == StatusDone || t.status == StatusSuspended {
		for i := range vm.yielded {
			vm.results = append(vm.results, *valueAt(vm.yieldedAt + uintptr(i)*valueSize))
		}
		t.stack.top = vm.yieldedAt
		if t.status == StatusDone && t.open == 0 {
			t.free(vm.heap)
		}
	}
	return t.status
}

// passArgs enters a suspended thread with args.
func (vm *VM) passArgs(t *Thread, args []Value) *Error {
	if t.stack.top+uintptr(len(args)+stackGoMin)*valueSize > t.stack.end {
		if err := vm.growStack(t, t.stack.top, len(args)+stackGoMin); err != nil {
			return err
		}
	}
	src := t.stack.top
	for i, v := range args {
		*valueAt(src + uintptr(i)*valueSize) = v
	}
	t.status = StatusRunning
	vm.depth = 0
	vm.enter(t)
	vm.clockIn(t)
	vm.start = startArgs{true, src, len(args)}
	return nil
}

// startArgs is what run does first when a thread starts or goes on after a
// yield.
type startArgs struct {
	due bool
	src uintptr
	n   int
}

// run runs the loop until the executor must leave it. It returns true when a
// panic in a Go function was turned into an error that something handles.
func (vm *VM) run() (again bool) {
	left := false
	defer func() {
		if left {
			return
		}
		vm.retried, vm.progress = false, redo{}
		vm.th.forgetRedo()
		if p := recover(); p != nil {
			again = vm.raise(vm.panicError(p))
			return
		}
		vm.raise(vm.FatalError(errGoexit)) // the goroutine ends: nobody comes back to Step
		vm.th = nil
	}()
	vm.direct = false // a panic may have left it
	if s := vm.start; s.due {
		vm.start = startArgs{}
		if !vm.resumeThread(vm.th, s.src, s.n) {
			left = true
			return false
		}
	}
	vm.loop()
	left = true
	return false
}

// errGoexit is why a thread failed whose Go function called runtime.Goexit.
var errGoexit = errors.New("luster: a Go function ended its goroutine")

// countDepth counts the threads that resumed each other up to the current one.
func (vm *VM) countDepth() {
	vm.depth = 0
	for th := vm.th.from.Get(); th != nil; th = th.from.Get() {
		vm.depth++
	}
}

// SetMain makes th a thread that can't yield, as the main thread of a program.
func SetMain(th Value) { th.thread().main = true }

// Results returns what the thread of the last Step returned or yielded. The
// slice is valid until the next Step.
func (vm *VM) Results() []Value { return vm.results }

// Err returns why the last Step failed.
func (vm *VM) Err() *Error { return vm.err }

// Running reports whether a Step is going on.
func (vm *VM) Running() bool { return vm.th != nil }

// refuel takes a quantum from the step's fuel. It returns false when nothing is
// left or somebody interrupts.
func (vm *VM) refuel() bool {
	if vm.interrupt.Load() {
		return false
	}
	for vm.fuel < 0 || vm.remaining > 0 && vm.fuel == 0 {
		if vm.remaining <= 0 {
			return false
		}
		q := min(vm.remaining, quantum)
		if vm.heap.Due() {
			q = min(q, quantum/16) // a loop without other safe points must not outrun the collector
		}
		if vm.limitEnd != noLimit {
			room := vm.limitEnd - vm.granted
			if room <= 0 {
				return false
			}
			q = min(q, room)
		}
		vm.remaining -= q
		vm.fuel += q
		vm.granted += q
	}
	return true
}

// FuelLeft returns the fuel of the last Step that was not used; negative when it
// overdrew.
func (vm *VM) FuelLeft() int64 { return vm.fuel + vm.remaining }

// refuelOrPause is called when a quantum is spent, with everything live below
// liveTop. It returns false when the executor must leave the loop.
//
//go:noinline
func (vm *VM) refuelOrPause() bool { return vm.refuelAt(vm.liveTop()) }

// refuelAt is refuelOrPause with the end of the live slots.
func (vm *VM) refuelAt(top uintptr) bool {
	if vm.armed != 0 {
		if vm.disarm(); vm.fuel >= 0 {
			return true // a jump to itself
		}
	}
	audit.Check()
	if vm.onCheck != nil {
		if err := vm.onCheck(); err != nil {
			vm.interrupt.Store(false)
			return vm.raise(vm.FatalError(err))
		}
	}
	if vm.interrupt.Swap(false) {
		if vm.onCheck == nil {
			return vm.raise(vm.FatalError(ErrInterrupted))
		}
	}
	if vm.heap.Due() {
		vm.syncThread(top)
		vm.heap.Step()
	}
	if vm.refuel() {
		return true
	}
	if vm.limitReached() && !vm.interrupt.Load() {
		vm.limitDue, vm.pending = true, true // from where drive may cut frames
		return true
	}
	vm.pauseClocks()
	th := vm.th
	root := th
	for !root.from.IsNil() {
		root = root.from.Get()
	}
	vm.leave(top)
	root.inner.Set(th)
	root.status = StatusPaused
	vm.touch(root)
	return false
}

// ErrInterrupted is the cause of the error after an Interrupt.
var ErrInterrupted = errors.New("interrupted")

// syncThread makes the current thread fit for the collector: its slots below top are
// live. Stores to a stack have no barrier, so the thread is never left black.
func (vm *VM) syncThread(top uintptr) {
	vm.th.stack.top, vm.th.fp = top, vm.fp
	vm.touchThread(vm.th, false)
}

// collectStep is a safe point of the current thread, whose slots below top are
// live. It returns false when the executor must leave the loop.
//
//go:noinline
func (vm *VM) collectStep(top uintptr, finalizers bool) bool {
	vm.syncThread(top)
	before := vm.heap.Work()
	vm.heap.Step()
	vm.fuel -= (vm.heap.Work() - before) >> 3
	if vm.heap.OverLimit() {
		return vm.collectThen(redo{act: redoCheck}, top)
	}
	if finalizers {
		top = vm.shrink(top)
	}
	if finalizers && vm.heap.Finalizable() > 0 && !vm.inFin {
		return vm.callFinalizers(top, finalizersPerStep)
	}
	return true
}

// finalizersPerStep is how many finalizers are called at a safe point: more than
// what a script can make in the meantime, or they would wait for ever longer.
const finalizersPerStep = 256

// callFinalizer calls the finalizer of the next object that waits for it, above
// the live slots of the current thread, if it can be called.
func (vm *VM) callFinalizer(top uintptr) bool {
	mm, v, ok := vm.NextFinalizer()
	if !ok || mm.IsNil() {
		return true
	}
	// The call must not fail before it has a frame, whose end undoes what follows.
	if mm.Kind() != KLuaFn && mm.Kind() != KGoFn {
		vm.warnError("__gc", vm.newError("attempt to call a "+vm.typeNameFor(mm)+" value (metamethod '__gc')"))
		return true
	}
	if err := vm.reserveCall(&top, mm, 1); err != nil {
		vm.warnError("__gc", err)
		return true
	}
	*valueAt(top) = mm
	*valueAt(top + valueSize) = v
	vm.inFin = true
	vm.th.nny++
	return vm.callValue(top, 1, 0, fsFinalizer)
}

// reserveCall makes sure that a call of the function fn, in slot with n arguments
// above it, has a frame and room in the stack.
func (vm *VM) reserveCall(slot *uintptr, fn Value, n int) *Error {
	need := stackGoMin
	if fn.Kind() == KLuaFn {
		p := fn.luaFn().proto.Get()
		need = int(p.maxStack) + int(p.nparams) + 2
	}
	_, err := vm.pushFrame(slot, *slot+uintptr(n+1)*valueSize, need)
	return err
}

// reserveTail is reserveCall for a value that will be called in place of the
// current frame. If that frame has special work to do at its end, the call must
// not fail between the end of the one and the beginning of the other.
func (vm *VM) reserveTail(slot *uintptr, n int) *Error {
	fn := *valueAt(*slot)
	for range maxCallChain {
		switch fn.Kind() {
		case KLuaFn:
			if p := fn.luaFn().proto.Get(); vm.hooking() != nil && vm.trapped(p) == 0 {
				return vm.memoryError()
			}
			return vm.reserveCall(slot, fn, n)
		case KGoFn:
			return vm.reserveCall(slot, fn, n)
		}
		mm := vm.metamethod(&fn, evCall)
		if mm.IsNil() {
			return vm.callError(*slot, fn)
		}
		fn = mm
		n++
	}
	return vm.runError("'__call' chain too long")
}

// endFinalizer is called when the frame of a finalizer is gone.
func (vm *VM) endFinalizer() {
	if vm.inFin {
		vm.inFin = false
		if vm.th != nil {
			vm.th.nny--
		}
	}
}

// warnError reports an error that has nowhere to go.
func (vm *VM) warnError(where string, err *Error) {
	if vm.warn == nil || err == nil {
		return
	}
	text := "error object is not a string"
	if err.val.isString() {
		text = str(err.val)
	}
	vm.warn("error in " + where + " (" + text + ")")
}

// Warn emits a warning.
func (vm *VM) Warn(msg string) {
	if vm.warn != nil {
		vm.warn(msg)
	}
}
