package runtime

// This file defines how a Go function goes on after Lua code has run, without
// recursion: it leaves a continuation and returns.

import (
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/interp"
)

// Sequence is the rest of a Go function that called Lua, yielded, or gave the
// executor a chance to check its budgets: its fields are the local variables
// that live on. Resume receives what it waited for as the arguments of c; it may
// end in any way that a [Function] may, with another continuation too. TraceGC
// marks the values that the fields hold.
type Sequence interface {
	Resume(c *Call) error
	gc.Traceable
}

// sequence is a Sequence as the engine sees it.
type sequence struct{ Sequence }

func (s sequence) Resume(c *interp.Call) error { return s.Sequence.Resume((*Call)(c)) }

// sequence returns s for the engine. A sequence that waits again and again is
// wrapped only once.
func (c *Call) sequence(s Sequence) interp.Sequence {
	if s == nil {
		return nil
	}
	if old := c.engine().Waiting(); old != nil {
		if w, ok := old.(sequence); ok && sameSequence(w.Sequence, s) {
			return old
		}
	}
	return sequence{s}
}

// checkAll checks the call itself, a function and its arguments.
func (c *Call) checkAll(fn Value, args []Value) error {
	if !c.engine().Live() {
		return ErrCallOver
	}
	vm := c.VM()
	if err := vm.Check(fn); err != nil {
		return err
	}
	for _, v := range args {
		if v.isObject() {
			if err := vm.Check(v); err != nil {
				return err
			}
		}
	}
	return nil
}

// CallThen calls fn, which may be any value that can be called and may yield,
// then resumes seq with its results. Use it as return c.CallThen(...): the call
// takes place after the function returned. An error in fn ends the function.
func (c *Call) CallThen(seq Sequence, fn Value, args ...Value) error {
	if err := c.checkAll(fn, args); err != nil {
		return err
	}
	return c.engine().CallThen(c.sequence(seq), interp.Value(fn), engineValues(args)...)
}

// PCallThen is CallThen in protected mode: after an error seq is resumed as
// well, and Failed gives the error value.
func (c *Call) PCallThen(seq Sequence, fn Value, args ...Value) error {
	if err := c.checkAll(fn, args); err != nil {
		return err
	}
	return c.engine().PCallThen(c.sequence(seq), interp.Value(fn), engineValues(args)...)
}

// Failed returns the error value with which the call of a PCallThen ended; ok is
// false when it succeeded.
func (c *Call) Failed() (v Value, ok bool) {
	e, ok := c.engine().Failed()
	return Value(e), ok
}

// TailCall makes the results of fn the results of the function.
func (c *Call) TailCall(fn Value, args ...Value) error {
	if err := c.checkAll(fn, args); err != nil {
		return err
	}
	return c.engine().TailCall(interp.Value(fn), engineValues(args)...)
}

// FinalizeThen calls the finalizers of all objects that a collection found dead,
// then resumes seq without arguments. That is for a library that wants them called
// now; without it they are called as the script goes on. An error in a finalizer
// is a warning.
func (c *Call) FinalizeThen(seq Sequence) error {
	if !c.engine().Live() {
		return ErrCallOver
	}
	return c.engine().FinalizeThen(c.sequence(seq))
}

// Suspend lets the executor check its budgets and collect garbage, then resumes
// seq without arguments.
func (c *Call) Suspend(seq Sequence) error {
	if !c.engine().Live() {
		return ErrCallOver
	}
	return c.engine().Suspend(c.sequence(seq))
}

// SuspendWith is Suspend for a function with many results or arguments: the
// results that were made so far stay where they are, and are what seq has as
// arguments, so that ReturnFrom(1) makes them results again and Push goes on
// behind them. A function that has no results yet keeps its arguments by making
// them results first:
//
//	_ = c.ReturnFrom(1)
//	return c.SuspendWith(seq)
func (c *Call) SuspendWith(seq Sequence) error {
	if !c.engine().Live() {
		return ErrCallOver
	}
	return c.engine().SuspendWith(c.sequence(seq))
}

// Yield suspends the coroutine with vs as the results of resume. The values
// passed to the next resume are the results of the function.
func (c *Call) Yield(vs ...Value) error { return c.YieldThen(nil, vs...) }

// YieldThen suspends the coroutine with vs, then resumes seq with the values
// passed to the next resume.
func (c *Call) YieldThen(seq Sequence, vs ...Value) error {
	if err := c.checkAll(Nil, vs); err != nil {
		return err
	}
	return c.engine().YieldThen(c.sequence(seq), engineValues(vs)...)
}
