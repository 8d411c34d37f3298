package interp

// This file defines call frames and the typed views of the raw memory that
// holds stacks and frames.

import (
	"unsafe"

	"github.com/lusterlua/luster/runtime/internal/code"
)

// Frame is one activation of a function. Frames lie in raw memory that Go's
// collector does not scan, hence addresses in place of pointers: the function in
// the slot below base keeps closure, code and constants alive.
type Frame struct {
	pc     uintptr // address of the next instruction; Lua functions only
	base   uintptr // address of R[0]; the function is in the slot below
	cl     uintptr // *Closure or *GoFunction
	k      uintptr // address of the constants
	top    uintptr // end of the frame's registers
	nextra int32   // extra arguments of a vararg function
	nres   int16   // results that the caller wants, -1 for all
	status uint16
	aux    int32  // saved count of open results (Lua), sequence index (Go)
	kind   uint8  // kindLua, kindGo
	step   uint8  // state of an intrinsic
	_      uint16 // padding
}

// Frame kinds.
const (
	kindLua uint8 = iota
	kindGo
)

// Frame status: what must happen when the frame returns. Zero is a plain call by
// a CALL instruction.
const (
	fsTail      uint16 = 1 << iota // called by a tail call (for tracebacks)
	fsMeta                         // called by an instruction that finishOp completes
	fsToGo                         // the frame below is a Go function that continues
	fsBoundary                     // the first frame of a thread
	fsRetry                        // a __close call: the caller repeats its instruction
	fsUnwind                       // a __close call while an error unwinds
	fsHandler                      // a message handler
	fsFinalizer                    // a finalizer, called at a safe point
	fsProtect                      // Go: errors stop here
	fsClosing                      // its to-be-closed variables are being closed
	fsSeen                         // what is below has been traced: see stackMem.seen
	fsHook                         // the function of a hook
	fsHooked                       // its thread had a hook when it began, see hook
	fsReturning                    // the event "return" is over
	fsSkipCount                    // the current instruction is no event "count"
	fsSkipLine                     // the current instruction is no event "line"

	fsSpecial    = fsMeta | fsToGo | fsBoundary | fsRetry | fsUnwind | fsHandler | fsFinalizer | fsHook
	fsSlowReturn = fsSpecial | fsHooked
)

const frameSize = unsafe.Sizeof(Frame{})

const _ uint = 56 - uint(frameSize)

// SAFETY: a live frame's addresses, and registers that the compiler reserved.
//
//go:nocheckptr
func frameAt(a uintptr) *Frame { return (*Frame)(unsafe.Add(nil, a)) }

// SAFETY: a live frame's addresses, and registers that the compiler reserved.
//
//go:nocheckptr
func (f *Frame) regs() *[256]Value { return (*[256]Value)(unsafe.Add(nil, f.base)) }

// SAFETY: a live frame's addresses, and registers that the compiler reserved.
//
//go:nocheckptr
func (f *Frame) closure() *Closure { return (*Closure)(unsafe.Add(nil, f.cl)) }

// SAFETY: a live frame's addresses, and registers that the compiler reserved.
//
//go:nocheckptr
func (f *Frame) goFunction() *GoFunction { return (*GoFunction)(unsafe.Add(nil, f.cl)) }

// up and down are the neighbours on the frame stack.
//
// SAFETY: a live frame's addresses, and registers that the compiler reserved.
//
//go:nocheckptr
func (f *Frame) up() *Frame { return (*Frame)(unsafe.Add(unsafe.Pointer(f), frameSize)) }

// SAFETY: a live frame's addresses, and registers that the compiler reserved.
//
//go:nocheckptr
func (f *Frame) down() *Frame { return (*Frame)(unsafe.Add(unsafe.Pointer(f), -int(frameSize))) }

// fn returns the slot of the function that the frame runs.
func (f *Frame) fn() *Value { return valueAt(f.base - valueSize) }

// callSlot returns the address where the call's function was and its results go.
// A vararg function runs above a copy of itself.
func (f *Frame) callSlot() uintptr {
	if f.kind == kindLua && f.nextra >= 0 {
		if p := f.closure().proto.Get(); p.vararg {
			return f.base - (uintptr(f.nextra)+uintptr(p.nparams)+2)*valueSize
		}
	}
	return f.base - valueSize
}

// init makes f a frame with nothing but what is given. It is written field by
// field: the compiler would make a composite on the stack and copy it, and wait
// for it.
func (f *Frame) init(base, cl uintptr, nres int, status uint16) {
	f.pc = 0
	f.base = base
	f.cl = cl
	f.k = 0
	f.nextra = 0
	f.nres = int16(nres)
	f.status = status
	f.aux = 0
	f.kind = kindLua
	f.step = 0
}

// setCall makes the frame that of a plain call of a Lua function by a CALL
// instruction.
func (f *Frame) setCall(nres int16) {
	f.nextra = -1
	f.nres = nres
	f.status = 0
	f.kind = kindLua
}

// SAFETY: a live frame's addresses, and registers that the compiler reserved.
//
//go:nocheckptr
func instrAt(a uintptr) *code.Instr { return (*code.Instr)(unsafe.Add(nil, a)) }

// pcAdd moves a program counter by a number of bytes; it stays inside the code
// or on the padding word behind it.
//
//go:nocheckptr
func pcAdd(pc *code.Instr, n int) *code.Instr {
	// SAFETY: the caller stays inside the code.
	return (*code.Instr)(unsafe.Add(unsafe.Pointer(pc), n))
}

// jump returns the distance of a jump in bytes.
func jump(i code.Instr) int { return int(int64(i)>>37) &^ 7 }
