package interp

// This file defines hooks: functions that a thread calls at events of its own
// execution. Without one the loop does nothing for them: the frames of a thread
// with a hook run in a copy of their code in which every instruction is TRAP, but
// for the one that is due.

import (
	"unsafe"

	"github.com/lusterlua/luster/runtime/internal/code"
)

// HookMask says at which events a hook is called.
type HookMask uint8

// Events of a hook's mask.
const (
	HookCall   HookMask = 1 << iota // "call" and "tail call": a function begins
	HookReturn                      // "return": a function ends
	HookLine                        // "line": another line begins, or a loop jumps back
	HookCount                       // "count": so many instructions were executed
)

// Hook is a function that a thread calls with the name of an event and, for
// "line", the number of the line.
type Hook struct {
	Func    Value // nil: none
	Mask    HookMask
	Count   int  // instructions between two events "count"
	Inherit bool // threads that this one creates get the function as well
}

// The events, as indices of VM.hookNames.
const (
	eventCall = iota
	eventReturn
	eventLine
	eventCount
	eventTailCall
	numHookEvents
)

var hookEventNames = [numHookEvents]string{"call", "return", "line", "count", "tail call"}

// hook is the hook of a thread. Invariant: while it may be called, the current
// frame of the thread has fsHooked and, if it is a Lua function's, its trapped
// code; a frame below gets both when control returns to it.
//
//luster:trace
type hook struct {
	Hook
	left  int // instructions until the next event "count"
	oldpc int // index of the instruction at which "line" was decided last

	// Of the event whose function runs; there is one at most.
	event uint8
	first int     // the first of the values that the event is about, counted from 1
	n     int     // how many they are
	top   uintptr // offset of VM.top in the stack
}

const hookBytes = int64(unsafe.Sizeof(hook{}))

// SetHook makes h the hook of a thread (nil: of the running one or, when none
// runs, of all threads that the host starts from now on). A hook without function
// or events takes the present one away.
func (vm *VM) SetHook(thread Value, h Hook) error {
	if h.Func.IsNil() || h.Mask == 0 {
		h = Hook{}
	}
	if vm.hookNames[0].IsNil() {
		for i, name := range hookEventNames {
			vm.hookNames[i] = vm.intern(name)
		}
	}
	th := vm.debugThread(thread)
	if th == nil {
		vm.hook = h
		return nil
	}
	vm.setHook(th, h)
	if fp := vm.frameTop(th); fp != 0 && h.Mask != 0 && !vm.trapFrame(frameAt(fp)) {
		vm.setHook(th, Hook{})
		return vm.memoryError()
	}
	return nil
}

func (vm *VM) setHook(th *Thread, h Hook) {
	switch {
	case th.hook == nil && h.Mask == 0:
		return
	case th.hook == nil:
		th.hook = &hook{}
		vm.heap.Account(hookBytes)
	case h.Mask == 0 && th.nny == 0:
		vm.dropHook(th)
		return
	}
	th.hook.Hook = h
	th.hook.left = h.Count
	vm.forward(th.ptr(), h.Func)
	vm.touch(th)
}

func (vm *VM) dropHook(th *Thread) {
	th.hook = nil
	vm.heap.Account(-hookBytes)
}

// HookOf returns the hook of a thread, as SetHook; its mask is 0 when there is
// none.
func (vm *VM) HookOf(thread Value) Hook {
	th := vm.debugThread(thread)
	switch {
	case th == nil:
		return vm.hook
	case th.hook == nil:
		return Hook{}
	}
	return th.hook.Hook
}

// inheritHook gives a new thread what it takes over of the hook of the thread
// that creates it. Without Inherit that is all but the function, as the
// reference's debug library does, whose hooks are functions of one thread.
func (vm *VM) inheritHook(th *Thread) {
	h := vm.hook
	if vm.th != nil {
		if vm.th.hook == nil {
			return
		}
		h = vm.th.hook.Hook
		if !h.Inherit {
			h.Func = Nil
		}
	}
	vm.setHook(th, h)
}

// hooking returns the hook of the current thread when it may be called now.
func (vm *VM) hooking() *hook {
	h := vm.th.hook
	if h == nil || vm.th.nny != 0 || h.Mask == 0 || h.Func.IsNil() {
		return nil
	}
	return h
}

// trapped returns the address of a copy of p's code with TRAP in place of every
// instruction, 0 when memory is refused. It exists as long as p.
func (vm *VM) trapped(p *Proto) uintptr {
	if p.trap == 0 {
		size := codeSize(p.ncode)
		mem := vm.heap.AllocMem(size)
		if mem == nil {
			return 0
		}
		vm.fuel -= int64(p.ncode) >> 4
		// SAFETY: the block was made for so many words.
		for i := range unsafe.Slice((*code.Instr)(mem), size/8) {
			*instrAt(uintptr(mem) + uintptr(i)*8) = code.Instr(code.OpTrap)
		}
		p.trap = uintptr(mem)
	}
	return p.trap
}

// trapFrame makes f ready for the hook of its thread. It returns false when
// memory is refused.
func (vm *VM) trapFrame(f *Frame) bool {
	f.status |= fsHooked
	if f.kind != kindLua {
		return true
	}
	p := f.proto()
	if f.isTrapped(p) {
		return true
	}
	trap := vm.trapped(p)
	if trap == 0 {
		return false
	}
	f.pc += trap - p.code
	f.status &^= fsSkipCount | fsSkipLine
	return true
}

// isTrapped reports whether f, which runs p, executes the trapped copy.
func (f *Frame) isTrapped(p *Proto) bool { return f.pc-p.code > uintptr(p.ncode)*8 }

// instr returns the instruction that the Lua frame f executes, whichever code it
// runs.
func (f *Frame) instr() code.Instr {
	if i := *instrAt(f.pc - 8); i.Op() != code.OpTrap {
		return i
	}
	p := f.proto()
	return *instrAt(p.code + f.pc - p.trap - 8)
}

// repeat makes f execute its current instruction again, which is no event.
func (f *Frame) repeat() {
	f.pc -= 8
	f.status |= fsSkipCount | fsSkipLine
}

// callHook calls the function of the hook h, above top, for an event of the
// current frame that is about n values, the first of which is number first.
func (vm *VM) callHook(h *hook, event uint8, line int, top uintptr, first, n int) bool {
	// The call must not fail before it has a frame, whose end undoes what follows.
	if err := vm.reserveCall(&top, h.Func, 2); err != nil {
		return vm.raise(err)
	}
	h.event, h.first, h.n = event, first, n
	h.top = vm.top - vm.th.stack.addr
	*valueAt(top) = h.Func
	*valueAt(top + valueSize) = vm.hookNames[event]
	*valueAt(top + 2*valueSize) = Nil
	if line >= 0 {
		*valueAt(top + 2*valueSize) = Int(int64(line))
	}
	vm.th.nny++
	return vm.callValue(top, 2, 0, fsHook)
}

// leaveHook undoes what callHook did, when the frame of the function is gone.
func (th *Thread) leaveHook() { th.nny-- }

// endHook goes on with the current frame f after the function that callHook
// called.
func (vm *VM) endHook(f *Frame) bool {
	th := vm.th
	th.leaveHook()
	h := th.hook
	vm.top = th.stack.addr + h.top
	if f.kind == kindLua {
		h.oldpc = f.pcIndex()
	}
	event, first, n := h.event, h.first, h.n
	h.n = 0
	if h.Mask == 0 && th.nny == 0 {
		vm.dropHook(th)
	}
	switch event {
	case eventLine, eventCount:
		f.pc -= 8 // the instruction has not been executed; its status says what is done
	case eventReturn:
		src := f.slotOf(first - 1)
		return vm.finishCall(f, src, n)
	default:
		if f.kind == kindLua {
			f.pc -= 8
			return true
		}
		vm.later(f, stepBegin, f.top, n)
	}
	return true
}

// hookLua ends a call of a Lua function in a thread with a hook, f being its new
// frame: the event "call".
//
//go:noinline
func (vm *VM) hookLua(f *Frame, p *Proto) bool {
	h := vm.hooking()
	if h != nil {
		f.pc = p.trap
		h.oldpc = 0
		if p.vararg {
			// VARARGPREP, which is done, is no event either.
			f.pc += 8
			h.oldpc = 1
		}
		if h.Mask&HookCall != 0 {
			event := uint8(eventCall)
			if f.status&fsTail != 0 {
				event = eventTailCall
			}
			f.pc += 8 // the position is that of the first instruction
			return vm.callHook(h, event, -1, f.top, 1, int(p.nparams))
		}
	}
	if vm.fuel < 0 {
		return vm.refuelOrPause()
	}
	return true
}

// hookGo is hookLua for a Go function with n arguments, which has not started.
//
//go:noinline
func (vm *VM) hookGo(f *Frame, g *GoFunction, n int) bool {
	h := vm.hooking()
	if h == nil || h.Mask&HookCall == 0 {
		return vm.runGo(f, g, f.base, n)
	}
	return vm.callHook(h, eventCall, -1, f.top, 1, n)
}

// callHooked is callValue for a function, in a thread that has a hook.
//
//go:noinline
func (vm *VM) callHooked(slot uintptr, n int, nres int, status uint16) bool {
	vm.disarm()
	v := valueAt(slot)
	if vm.hooking() != nil {
		status |= fsHooked
		if v.Kind() == KLuaFn {
			if p := v.luaFn().proto.Get(); vm.trapped(p) == 0 {
				return vm.noFrame(vm.needMemory(int64(codeSize(p.ncode))), slot, n, nres, status)
			}
		}
	}
	if v.Kind() == KLuaFn {
		return vm.callLua(v.luaFn(), slot, n, nres, status)
	}
	return vm.callGo(v.goFn(), slot, n, nres, status)
}

// hookReturn does what a hook demands before the current frame f ends with the n
// results at src. done is false when the frame does not end yet; then more says
// whether the executor stays in the loop.
//
//go:noinline
func (vm *VM) hookReturn(f *Frame, src uintptr, n int) (done, more bool) {
	vm.disarm()
	th := vm.th
	h := th.hook
	ret := f.status&fsReturning == 0
	f.status |= fsReturning
	if h == nil {
		return true, true
	}
	if ret && h.Mask&HookReturn != 0 && vm.hooking() != nil {
		return false, vm.hookResults(h, f, src, n)
	}
	if f.status&fsBoundary != 0 || h.Mask == 0 {
		return true, true
	}
	caller := f.down()
	if caller.status&fsHooked == 0 || caller.kind == kindLua && !caller.isTrapped(caller.proto()) {
		if !vm.trapFrame(caller) {
			return false, vm.raise(vm.memoryError())
		}
	}
	if caller.kind == kindLua {
		h.oldpc = caller.pcIndex()
	}
	return true, true
}

// hookResults calls the hook for the event "return" of f, which has the n results
// at src. They lie above its function, where the hook can look at them.
func (vm *VM) hookResults(h *hook, f *Frame, src uintptr, n int) bool {
	top := max(f.top, src+uintptr(n)*valueSize)
	if f.kind == kindGo {
		top = src + uintptr(n)*valueSize
	}
	if src < f.base { // in the place of the function itself
		for i := n; i > 0; i-- {
			*valueAt(src + uintptr(i)*valueSize) = *valueAt(src + uintptr(i-1)*valueSize)
		}
		*f.fn() = f.goFunction().value()
		src, top = src+valueSize, top+valueSize
	}
	first := int((src-f.base)/valueSize) + 1
	return vm.callHook(h, eventReturn, -1, top, first, n)
}

// opTrap takes the place of every instruction of a thread with a hook: it finds
// out whether the instruction is an event, and lets the loop execute it otherwise.
// It returns false when the executor must leave the loop.
//
//go:noinline
func (vm *VM) opTrap() bool {
	f := frameAt(vm.fp)
	p := f.proto()
	at := (f.pc-p.trap)/8 - 1
	i := *instrAt(p.code + at*8)
	vm.disarm()
	if vm.th.hook == nil {
		f.pc = p.code + at*8
		return true
	}
	vm.fuel--
	if h := vm.hooking(); h != nil && h.Mask&(HookLine|HookCount) != 0 && i.Op() != code.OpVarargPrep {
		if event, line := h.due(f, p, int(at)); event >= 0 {
			top := f.top
			if takesOpen(i) {
				top = max(top, vm.top)
			}
			return vm.callHook(h, uint8(event), line, top, 0, 0)
		}
	}
	f.status &^= fsSkipCount | fsSkipLine
	// What the loop does itself when it calls a function knows no hooks.
	switch i.Op() {
	case code.OpCall:
		a := f.slotOf(i.A())
		n := i.B() - 1
		if n < 0 {
			n = int((vm.top-a)/valueSize) - 1
		}
		return vm.callValue(a, n, i.C()-1, 0)
	case code.OpTForCall:
		return vm.opTForCall(i)
	}
	vm.arm(f, p, at, i)
	return true
}

// arm lets f execute instruction i, which is number at, once: i takes the place of
// its TRAP until disarm. Whatever else may come to that place disarms before: the
// next TRAP, and all that makes another frame the current one. Only a jump to
// itself comes by nothing; it is given no fuel, so that it comes to refuelAt.
func (vm *VM) arm(f *Frame, p *Proto, at uintptr, i code.Instr) {
	f.pc = p.trap + at*8
	*instrAt(f.pc) = i
	vm.armed = f.pc
	if code.Rows[i.Op()].Mode == code.ModeABJ && i.J() == -1 {
		vm.reserve, vm.fuel = vm.fuel, 0
	}
}

// disarm undoes arm.
func (vm *VM) disarm() {
	if vm.armed != 0 {
		*instrAt(vm.armed) = code.Instr(code.OpTrap)
		vm.armed = 0
		vm.fuel += vm.reserve
		vm.reserve = 0
	}
}

// due returns the event that instruction pc of f is and its line, -1 for none. An
// instruction can be two events, one after the other.
func (h *hook) due(f *Frame, p *Proto, pc int) (event, line int) {
	if h.Mask&HookCount != 0 && f.status&fsSkipCount == 0 {
		f.status |= fsSkipCount
		if h.left--; h.left == 0 {
			h.left = h.Count
			return eventCount, -1
		}
	}
	if h.Mask&HookLine != 0 && f.status&fsSkipLine == 0 {
		f.status |= fsSkipLine | fsSkipCount
		old := h.oldpc
		if old >= int(p.ncode) {
			old = 0 // of another function
		}
		h.oldpc = pc
		lines := p.src.Lines
		if len(lines) == 0 {
			if pc <= old {
				return eventLine, -1
			}
		} else if pc <= old || lines[pc] != lines[old] {
			return eventLine, int(lines[pc])
		}
	}
	return -1, -1
}

// takesOpen reports whether i takes an open list of values, which ends at VM.top.
func takesOpen(i code.Instr) bool {
	switch i.Op() {
	case code.OpCall, code.OpTailCall, code.OpReturn, code.OpSetList:
		return i.B() == 0
	}
	return false
}
