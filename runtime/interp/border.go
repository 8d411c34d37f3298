package interp

// This file defines what package runtime needs of a VM outside of calls: new
// objects, raw access to tables, and a place for its own state. The values that
// it passes are valid: it has checked them.

import "strconv"

// SetHost keeps a value of the package above.
func (vm *VM) SetHost(host any) { vm.host = host }

// Host returns what SetHost was given.
func (vm *VM) Host() any { return vm.host }

// recentValue is an object that was found to be valid, which it remains until the
// heap's epoch changes.
type recentValue struct {
	v     Value
	epoch uint32
}

const recentSize = 32

// Valid reports whether the object v belongs to this VM and still exists.
func (vm *VM) Valid(v Value) bool { return vm.Recent(v) || vm.validate(v) }

// Recent reports whether the object v was found to be valid a short while ago,
// and therefore is. It is small enough to be inlined: most checks end here.
func (vm *VM) Recent(v Value) bool {
	r := &vm.recent[v.u/32%recentSize]
	return r.v == v && r.epoch == vm.heap.Epoch()
}

//go:noinline
func (vm *VM) validate(v Value) bool {
	if !vm.heap.Check(uintptr(v.u), v.Stamp()) {
		return false
	}
	vm.recent[v.u/32%recentSize] = recentValue{v, vm.heap.Epoch()}
	return true
}

// HeapID returns the id of the heap of the object v.
func HeapID(v Value) uint16 { return uint16(v.t >> 8) }

// NewString returns a string with the bytes of s, false when memory is refused.
func (vm *VM) NewString(s string) (Value, bool) {
	if len(s) > vm.cfg.MaxString {
		return Nil, false
	}
	return vm.newString(s)
}

// NewTable returns a table with room for narr array and nrec hash entries, false
// when memory is refused.
func (vm *VM) NewTable(narr, nrec int) (Value, bool) {
	t := vm.newTable(narr, nrec)
	if t == nil {
		return Nil, false
	}
	return tableValue(t), true
}

// RawGet returns t[k] without metamethods; t is a table.
func (vm *VM) RawGet(t, k Value) Value { return t.table().get(vm.heap, k) }

// RawGetInt returns t[i] without metamethods; t is a table.
func (vm *VM) RawGetInt(t Value, i int64) Value { return t.table().getInt(i) }

// RawGetString returns t[name] without metamethods; t is a table.
func (vm *VM) RawGetString(t Value, name string) Value {
	if len(name) <= maxShort {
		return t.table().getShort(vm.intern(name).u)
	}
	k, ok := vm.newString(name)
	if !ok {
		return Nil
	}
	return t.table().get(vm.heap, k)
}

// MemoryError returns the error of a refused allocation.
func (vm *VM) MemoryError() error { return vm.memoryError() }

// RawSet does t[k] = v without metamethods; t is a table. It forgets which
// metamethods the table lacks, should it be a metatable.
func (vm *VM) RawSet(t, k, v Value) error {
	switch vm.set(t.table(), k, v) {
	case setNilKey:
		return vm.newError("table index is nil")
	case setNaNKey:
		return vm.newError("table index is NaN")
	case setFrozen:
		return errFrozen(vm)
	case setNoMemory:
		return vm.memoryError()
	}
	return nil
}

// RawSetInt does t[i] = v without metamethods; t is a table.
func (vm *VM) RawSetInt(t Value, i int64, v Value) error {
	switch vm.setInt(t.table(), i, v) {
	case setOK:
		return nil
	case setFrozen:
		return errFrozen(vm)
	}
	return vm.memoryError()
}

func errFrozen(vm *VM) error { return vm.newError("attempt to modify a frozen table") }

// Freeze makes the table t refuse every store and every change of its metatable
// from now on; false when memory is refused.
func (vm *VM) Freeze(t Value) bool { return vm.freeze(t.table()) }

// Frozen reports whether the table t is frozen.
func Frozen(t Value) bool { return t.table().frozen }

// RawLen returns a border of the table t.
func (vm *VM) RawLen(t Value) int64 { return t.table().length() }

// Next returns the entry after key k of the table t, the first one for nil; ok is
// false after the last.
func (vm *VM) Next(t, k Value) (key, val Value, ok bool, err error) {
	key, val, status := t.table().next(vm.heap, k)
	if status == nextInvalid {
		return Nil, Nil, false, vm.newError("invalid key to 'next'")
	}
	return key, val, status == nextOK, nil
}

// AppendAddress appends what tells the object v from others, as "%p" prints an
// address. A script learns no address of the process, and the same in two runs.
func (vm *VM) AppendAddress(dst []byte, v Value) []byte {
	if v.collectable() {
		v.u = addressBase + vm.heap.PlaceOf(v.u)
	}
	return strconv.AppendUint(append(dst, "0x"...), v.u, 16)
}

// addressBase makes what is printed as long as an address usually is.
const addressBase = 0x5000_0000_0000

// ThreadYieldable reports whether the thread v could yield.
func ThreadYieldable(v Value) bool {
	th := v.thread()
	return th.yieldable()
}

// PausedTraceback returns the stack of the thread that ran when the thread v of
// the host was paused; empty if it is not.
func (vm *VM) PausedTraceback(v Value) string {
	if root := v.thread(); root.status == StatusPaused && !root.inner.IsNil() {
		return vm.traceback(root.inner.Get(), 0)
	}
	return ""
}

// Abandon ends the paused thread v, and those that it waits for, without running
// any more script code.
func (vm *VM) Abandon(v Value) {
	root := v.thread()
	if root.status != StatusPaused {
		return
	}
	th := root.inner.Get()
	root.inner.Set(nil)
	for th != nil {
		from := th.from.Get()
		th.from.Set(nil)
		th.status = StatusFailed
		if th.nny > 0 { // in a finalizer
			th.nny, vm.inFin = 0, false
		}
		vm.abortSeqs(th)
		th = from
	}
}

// Collect frees every object that is not reachable, in the middle of a Go
// function: of what the function holds, only its arguments and results are kept.
// It does nothing in an Async body.
func (c *Call) Collect() {
	if c.async == nil {
		vm := c.vm
		vm.syncThread(c.top)
		before := vm.heap.Work()
		vm.heap.Collect()
		vm.fuel -= (vm.heap.Work() - before) >> 2
	}
}

// CollectStep is Collect for the steps that pay for n bytes, or for one bounded
// step when n is negative; it reports whether that ended a cycle.
func (c *Call) CollectStep(n int64) bool {
	if c.async != nil {
		return false
	}
	vm := c.vm
	vm.syncThread(c.top)
	cycles, before := vm.heap.Cycles(), vm.heap.Work()
	if n < 0 {
		vm.heap.CycleStep()
	} else {
		vm.heap.StepN(n)
	}
	vm.collected(int(vm.heap.Work() - before))
	return vm.heap.Cycles() != cycles
}

// InFinalizer reports whether the executor is calling a finalizer.
func (vm *VM) InFinalizer() bool { return vm.inFin }

// BeginFinalizer and EndFinalizer enclose a finalizer that a host calls while no
// thread runs: meanwhile no other finalizer is called.
func (vm *VM) BeginFinalizer() { vm.inFin = true }

// EndFinalizer ends what BeginFinalizer began.
func (vm *VM) EndFinalizer() { vm.inFin = false }

// NextFinalizer takes the next object that waits for its finalizer off the queue.
// fn is nil when the object's metatable has none any more.
func (vm *VM) NextFinalizer() (fn, obj Value, ok bool) {
	addr, tag, ok := vm.heap.NextFinalizable()
	if !ok {
		return Nil, Nil, false
	}
	obj = Value{tag, uint64(addr)}
	return vm.metamethod(&obj, evGC), obj, true
}

// FuelDebt returns what the last Step overdrew, which the next one pays.
func (vm *VM) FuelDebt() int64 { return -min(vm.fuel, 0) }

// ClearInterrupt takes back an Interrupt that came when nothing ran.
func (vm *VM) ClearInterrupt() { vm.interrupt.Store(false) }
