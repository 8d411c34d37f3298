package interp

// This file defines budgets within a budget: the function limited, which calls a
// function with no more than so much fuel. What was spent is counted on one clock,
// which only runs forward; a limit is a point on it. A thread that does not run
// has its clock stopped, so that time which others spend is not counted to it.
// A limit is enforced where fuel is handed out, see refuel: while there is none,
// nothing here costs anything.

import (
	"errors"
	"sort"
)

// ErrFuel is the cause of the error with which a limited call ends.
var ErrFuel = errors.New("luster: fuel exhausted")

// noLimit is the end of time.
const noLimit = int64(1) << 61

// limit is a call of limited that has not ended.
type limit struct {
	frame uintptr // offset of its frame in the thread's frame stack
	end   int64   // on the thread's own clock; never after that of an outer one
}

// meter is the clock of a thread, and its limits.
type meter struct {
	limits  []limit // the innermost last
	outer   int64   // the end that the threads which resumed this one have
	shift   int64   // from this clock to the VM's, while the thread runs
	clock   int64   // the time at which it stopped
	stopped bool    // by a pause, with a limit in force
}

// meters returns the thread's clock, which most threads never need.
func (th *Thread) meters() *meter {
	if th.meter == nil {
		th.meter = new(meter)
	}
	return th.meter
}

// spent returns the time on the VM's clock.
func (vm *VM) spent() int64 {
	vm.disarm()
	return vm.granted - vm.fuel
}

// tightest returns the end that is first, on the VM's clock. An outer one may have
// come to be first since the innermost limit began, when another thread resumed
// this one.
func (m *meter) tightest() int64 {
	end := m.outer
	if n := len(m.limits); n > 0 {
		end = min(end, m.limits[n-1].end)
	}
	return end + m.shift
}

// setLimit makes end the limit in force, and takes back what was handed out beyond.
func (vm *VM) setLimit(end int64) {
	vm.limitEnd = end
	if surplus := vm.granted - end; surplus > 0 {
		vm.disarm()
		vm.granted -= surplus
		vm.fuel -= surplus
		vm.remaining += surplus
	}
}

// startLimited is the function limited, with n arguments: the fuel, a function and
// its arguments.
func (vm *VM) startLimited(f *Frame, n int) bool {
	fuel, ok := Nil, false
	if n > 0 {
		fuel = *valueAt(f.base)
	}
	most, ok := fuel.AsInt()
	if x, isFloat := fuel.AsFloat(); !ok && isFloat {
		most, ok = floatToInt(x)
	}
	switch {
	case !ok:
		return vm.raise(vm.typeArgError(1, "integer"))
	case n < 2:
		return vm.raise(vm.argError(2, "value expected"))
	}
	m := vm.th.meters()
	if vm.limitEnd == noLimit { // the clock was not needed so far
		m.outer, m.shift = noLimit, 0
	}
	end := min(vm.spent()+min(max(most, 0), noLimit/2), vm.limitEnd)
	m.limits = append(m.limits, limit{f.addr() - vm.th.frames, end - m.shift})
	vm.setLimit(end)
	f.status |= fsProtect
	vm.later(f, stepCall, f.base+uintptr(n)*valueSize, n-1)
	return true
}

// endLimited ends the limit of the frame f, if it has one.
func (vm *VM) endLimited(f *Frame) {
	m := vm.th.meter
	if m == nil {
		return
	}
	if n := len(m.limits); n > 0 && m.limits[n-1].frame == f.addr()-vm.th.frames {
		m.limits = m.limits[:n-1]
		vm.setLimit(m.tightest())
	}
}

// clockIn starts the clock of the thread co, which another one resumes.
func (vm *VM) clockIn(co *Thread) {
	if vm.limitEnd == noLimit && (co.meter == nil || len(co.meter.limits) == 0) {
		return
	}
	m := co.meters()
	m.shift = vm.spent() - m.clock
	m.outer = vm.limitEnd - m.shift
	vm.setLimit(m.tightest())
}

// clockOut stops the clock of the thread co, which gives way to the one that
// resumed it.
func (vm *VM) clockOut(co *Thread) {
	if vm.limitEnd == noLimit {
		return
	}
	m := co.meters()
	m.clock = vm.spent() - m.shift
	vm.setLimit(m.outer + m.shift)
}

// pauseClocks stops the clocks of the current thread and of those that wait for it.
func (vm *VM) pauseClocks() {
	if vm.limitEnd == noLimit {
		return
	}
	vm.th.meters().stopped = true
	now := vm.spent()
	for th := vm.th; th != nil && th.meter != nil; th = th.from.Get() { // one without has no limit around it
		th.meter.clock = now - th.meter.shift
	}
	vm.limitEnd = noLimit
}

// resumeClocks starts them again.
func (vm *VM) resumeClocks() {
	if vm.th.meter == nil || !vm.th.meter.stopped {
		return
	}
	vm.th.meter.stopped = false
	now := vm.spent()
	for th := vm.th; th != nil && th.meter != nil; th = th.from.Get() {
		th.meter.shift = now - th.meter.clock
	}
	vm.setLimit(vm.th.meter.tightest())
}

// limitReached reports whether the limit in force has no fuel left to hand out.
func (vm *VM) limitReached() bool { return vm.limitEnd != noLimit && vm.granted >= vm.limitEnd }

// endAtLimit ends the outermost call of limited whose fuel is spent. No script
// code of it runs any more: neither handlers nor __close metamethods.
func (vm *VM) endAtLimit() bool {
	var target *Thread
	at := 0
	for th := vm.th; th != nil && th.meter != nil; th = th.from.Get() {
		m := th.meter
		i := sort.Search(len(m.limits), func(i int) bool { return m.limits[i].end+m.shift <= vm.granted })
		if i < len(m.limits) {
			target, at = th, i
		}
	}
	if target == nil { // what was pending still is
		vm.pending = true
		return true
	}
	err := vm.newError(ErrFuel.Error())
	err.cause = ErrFuel
	for vm.th != target {
		from := vm.th.from.Get()
		vm.killThread(err)
		vm.depth--
		vm.enter(from)
	}
	th := vm.th
	h := frameAt(th.frames + th.meter.limits[at].frame)
	th.meter.limits = th.meter.limits[:at]
	vm.setLimit(th.meter.tightest())
	vm.retried, vm.progress = false, redo{}
	th.forgetRedo()
	first := uint32((h.base - th.stack.addr) / valueSize)
	n := len(th.tbc)
	for n > 0 && th.tbc[n-1] >= first {
		n--
	}
	th.tbc = th.tbc[:n]
	return vm.unwindTo(h, err)
}
