package interp

// This file defines upvalues: open while the variable lives in a stack, closed
// afterwards.

import (
	"github.com/lusterlua/luster/runtime/gc"
)

// Upvalue is a variable that closures share. While it is open, v is the address
// of a stack slot, and own holds the links of its thread's list of open
// upvalues, highest slot first: own.u is the next upvalue, own.t the address of
// the word that points to this one. Once closed, v is the address of own.
//
//luster:trace manual
type Upvalue struct {
	v uintptr
	//luster:notrace "it is the variable, and v its address, or no value but links"
	own Value
}

// isOpen reports whether the variable is still in a stack.
func (u *Upvalue) isOpen() bool { return u.v != u.own.addr() }

// val returns the place of the variable.
func (u *Upvalue) val() *Value { return valueAt(u.v) }

// TraceGC marks the variable's value, wherever it is. An open upvalue may be in
// the stack of a thread that nothing leads to: see VM.touch.
func (u *Upvalue) TraceGC(t *gc.Tracer) {
	if t.Checking() && u.isOpen() {
		return // the frame stores to its variable without a barrier
	}
	markValue(t, u.val())
}

// DropGC takes an open upvalue off its thread's list.
func (u *Upvalue) DropGC(*gc.Heap) {
	if u.isOpen() {
		u.unlink()
	}
}

func (u *Upvalue) unlink() {
	next := u.own.u
	*wordAt(uintptr(u.own.t)) = next
	if next != 0 {
		upvalAt(next).own.t = u.own.t
	}
}

// close copies the variable into the upvalue.
func (u *Upvalue) close() {
	v := *u.val()
	u.unlink()
	u.own = v
	u.v = u.own.addr()
}

// findUpval returns the open upvalue of the stack slot at level, making it when
// there is none.
func (vm *VM) findUpval(th *Thread, level uintptr) *Upvalue {
	link := &th.open
	for *link != 0 {
		u := upvalAt(*link)
		if u.v <= level {
			if u.v == level {
				// The list is no reason to keep an upvalue: this one may be dead
				// and only wait for the sweep. Its variable is in a live stack.
				vm.heap.Revive(u.ptr())
				return u
			}
			break
		}
		link = &u.own.u
	}
	u := vm.upvalues.New()
	u.v = level
	u.own = Value{t: uint64(wordAddr(link)), u: *link}
	if *link != 0 {
		upvalAt(*link).own.t = uint64(wordAddr(&u.own.u))
	}
	*link = uint64(uintptr(u.ptr()))
	vm.heap.Forward(uintptr(u.ptr())) // see stackMem.TraceGC
	return u
}

// closeUpvals closes the open upvalues of the slots at and above level.
func (vm *VM) closeUpvals(th *Thread, level uintptr) {
	for th.open != 0 {
		u := upvalAt(th.open)
		if u.v < level {
			return
		}
		u.close()
		if u.own.collectable() {
			vm.heap.BarrierForward(u.ptr(), uintptr(u.own.u))
		}
	}
}
