package interp

// This file defines the addresses of the executor's own objects. See unsafe.go
// for the way back.

import (
	"unsafe"

	"github.com/lusterlua/luster/runtime/internal/code"
)

// SAFETY: the conversion drops the type; the object does not move.
func (c *Closure) ptr() unsafe.Pointer { return unsafe.Pointer(c) }

// SAFETY: the conversion drops the type; the object does not move.
func (g *GoFunction) ptr() unsafe.Pointer { return unsafe.Pointer(g) }

// SAFETY: the conversion drops the type; the object does not move.
func (u *Upvalue) ptr() unsafe.Pointer { return unsafe.Pointer(u) }

// SAFETY: the conversion drops the type; the object does not move.
func (u *Userdata) ptr() unsafe.Pointer { return unsafe.Pointer(u) }

// SAFETY: the conversion drops the type; the object does not move.
func (th *Thread) ptr() unsafe.Pointer { return unsafe.Pointer(th) }

// SAFETY: the conversion drops the type; the object does not move.
func (v *Value) addr() uintptr { return uintptr(unsafe.Pointer(v)) }

// SAFETY: the conversion drops the type; the object does not move.
func (f *Frame) addr() uintptr { return uintptr(unsafe.Pointer(f)) }

// SAFETY: the conversion drops the type; the object does not move.
func wordAddr(p *uint64) uintptr { return uintptr(unsafe.Pointer(p)) }

// SAFETY: the conversion drops the type; the object does not move.
func pcAddr(pc *code.Instr) uintptr { return uintptr(unsafe.Pointer(pc)) }
func (c *Closure) value() Value     { return objValue(KLuaFn, c.ptr()) }
func (g *GoFunction) value() Value  { return objValue(KGoFn, g.ptr()) }
func (u *Userdata) value() Value    { return objValue(KUserdata, u.ptr()) }
func (th *Thread) value() Value     { return objValue(KThread, th.ptr()) }

// regs4, regs5 and regs6 are the registers from p on. The compiler gave the
// instruction that uses them as many.
// SAFETY: a live frame's addresses, and registers that the compiler reserved.
func regs4(p *Value) *[4]Value { return (*[4]Value)(unsafe.Pointer(p)) }

// SAFETY: a live frame's addresses, and registers that the compiler reserved.
func regs5(p *Value) *[5]Value { return (*[5]Value)(unsafe.Pointer(p)) }

// SAFETY: a live frame's addresses, and registers that the compiler reserved.
func regs6(p *Value) *[6]Value { return (*[6]Value)(unsafe.Pointer(p)) }

// forward is the barrier for storing v in the object at owner, which is no table
// or thread.
func (vm *VM) forward(owner unsafe.Pointer, v Value) {
	if v.collectable() {
		vm.heap.BarrierForward(owner, uintptr(v.u))
	}
}
