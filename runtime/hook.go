package runtime

// This file defines hooks: functions that a coroutine calls while it executes, for
// debuggers, profilers and tracers.

import (
	"fmt"

	"github.com/lusterlua/luster/runtime/interp"
)

// HookMask says at which events a [Hook] is called.
type HookMask = interp.HookMask

// Events of a hook.
const (
	HookCall   = interp.HookCall   // "call" and "tail call": a function begins
	HookReturn = interp.HookReturn // "return": a function ends
	HookLine   = interp.HookLine   // "line": another line begins, or a loop jumps back
	HookCount  = interp.HookCount  // "count": Count instructions were executed
)

// Hook is a function that a coroutine calls with the name of an event and, for
// "line", the number of the line. Level 1 of [VM.StackInfo] is then the function
// that runs, in which the event happened.
//
// A hook cannot yield, an error in it is an error of the function that runs, and
// no hook of the same coroutine is called meanwhile. What it executes is metered
// as all else. A coroutine without a hook pays nothing for there being hooks.
type Hook struct {
	Func    Func // the zero Func: no hook
	Mask    HookMask
	Count   int  // for HookCount: instructions between two events
	Inherit bool // coroutines that this one creates get the hook as well
}

// SetHook makes h the hook of a coroutine in place of an earlier one; a Hook without
// function or mask takes it away. The zero Thread is the running coroutine; when
// the VM does not run, it stands for all that the host starts from then on, with
// [VM.Call] or [VM.NewThread].
func (vm *VM) SetHook(th Thread, h Hook) error {
	if vm.engine().Closed() {
		return ErrClosed
	}
	for _, v := range []Value{Value(th), Value(h.Func)} {
		if err := vm.Check(v); err != nil {
			return err
		}
	}
	if f := Value(h.Func); !f.IsNil() && !f.IsFunc() {
		return fmt.Errorf("%w: %s", ErrNotFunction, f.TypeName())
	}
	if h.Mask&HookCount != 0 && h.Count <= 0 {
		h.Mask &^= HookCount
	}
	return vm.engine().SetHook(interp.Value(th), interp.Hook{
		Func: interp.Value(h.Func), Mask: h.Mask, Count: h.Count, Inherit: h.Inherit,
	})
}

// Hook returns the hook of a coroutine, as SetHook; its mask is 0 when there is
// none. A coroutine created by one whose hook is not inherited has mask and count
// without a function.
func (vm *VM) Hook(th Thread) Hook {
	h := vm.engine().HookOf(interp.Value(th))
	return Hook{Func: Func(h.Func), Mask: h.Mask, Count: h.Count, Inherit: h.Inherit}
}
