package runtime

// This file defines the errors of the package: what scripts raise, what stops
// them, and what the host did wrong.

import (
	"errors"
	"fmt"
	"strings"

	"github.com/lusterlua/luster/runtime/interp"
)

// Misuse by the host: an operation was refused and changed nothing.
var (
	// ErrClosed: the VM was closed.
	ErrClosed = errors.New("luster: the VM is closed")
	// ErrBusy: the VM is running. It was used by two goroutines at once, or a
	// callback tried to run it from inside: there, use Call.CallThen or Async.
	ErrBusy = errors.New("luster: the VM is in use: by another goroutine, or by the call that this code was called from")
	// ErrForeign: the value belongs to another VM.
	ErrForeign = errors.New("luster: a value of another VM")
	// ErrFrozen: the table is frozen; see [Table.Freeze].
	ErrFrozen = errors.New("attempt to modify a frozen table")
	// ErrStale: the object was collected: the value was kept for longer than it
	// is valid, without a Root.
	ErrStale = errors.New("luster: a value that is no longer valid: its object was collected")
	// ErrReleased: the Root was released, or is the zero Root.
	ErrReleased = errors.New("luster: a Root that was released")
	// ErrCallOver: a Call was used after its function returned.
	ErrCallOver = errors.New("luster: a Call that has returned")
	// ErrNotFunction: the host tried to call what is no function.
	ErrNotFunction = errors.New("luster: a value that is not a function")
)

// Limits that stopped a script. A script cannot catch [ErrFuel], [ErrDeadline]
// and [ErrInterrupted], unless the host gives it limited, see [VM.Intrinsic]; it can catch [ErrMemory], as "not enough memory", and
// [ErrCoroutines].
var (
	// ErrFuel: the fuel is spent.
	ErrFuel = interp.ErrFuel
	// ErrMemory: an allocation would have exceeded the limit.
	ErrMemory = interp.ErrMemory
	// ErrCoroutines: there are as many coroutines as the limit allows.
	ErrCoroutines = interp.ErrThreads
	// ErrDeadline: the deadline of the call or of its context has passed.
	ErrDeadline = errors.New("luster: deadline exceeded")
	// ErrInterrupted: VM.Interrupt was called, or the context was canceled.
	ErrInterrupted = errors.New("luster: interrupted")
)

// Error is an error that a script raised and did not catch, or one that the
// engine raised in it.
type Error struct {
	msg       string
	traceback string
	cause     error
	fatal     bool // the script could not catch it
	place     interp.Place
	value     Root[Value]
}

// Error returns the message alone, as Lua's error handling shows it: with the
// position when the message has one.
func (e *Error) Error() string { return e.msg }

// Traceback returns the call stack of the moment when the error was raised, in
// the form of Lua's debug.traceback, without the message. It is empty when the
// error was raised outside of any function.
func (e *Error) Traceback() string { return e.traceback }

// Place returns the chunk, by the name that it was loaded with, and the line that
// the position in the message stands for; "" and 0 when the message has none.
// For an error that left a coroutine it is the place in there.
func (e *Error) Place() (chunk string, line int) { return e.place.Source, e.place.Line }

// Suggestion returns the name that may have been meant, when the error is about
// a global variable, a field or a method that is nil, and the table or userdata
// where it should be has a name like it: "print" for a call of "prnit". It is
// empty when nothing is near.
func (e *Error) Suggestion() string { return e.place.Suggest }

// Unwrap returns the Go error that caused this one: the error that a callback
// returned, or a limit such as [ErrMemory]. It is nil for an error of the script
// itself.
func (e *Error) Unwrap() error { return e.cause }

// Value returns the error value: what the script passed to error, most often a
// string that begins with the position.
func (e *Error) Value() Value { return e.value.Value() }

// PanicError is a panic in Go code that a script called.
type PanicError struct {
	Value any    // what the code panicked with
	Stack string // the Go stack at the panic
}

// Error returns the value of the panic. The stack is in Stack.
func (e *PanicError) Error() string {
	return fmt.Sprintf("luster: panic in a Go function: %v", e.Value)
}

// Unwrap returns the value of the panic if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// SyntaxError is a chunk that does not compile.
type SyntaxError struct {
	Chunk string // the chunk's name as messages show it
	Line  int    // 1-based
	Col   int    // 1-based, in bytes; 0 when unknown
	Msg   string // Lua's text, with position
	AtEnd bool   // the chunk ended too early: more text could complete it
}

// Error returns Lua's text of the error.
func (e *SyntaxError) Error() string { return e.Msg }

// ArgError is a value that an operation of the host's side cannot convert.
type ArgError struct {
	What string // the operation and the place
	Want string
	Got  string
}

// Error describes the mismatch.
func (e *ArgError) Error() string {
	var b strings.Builder
	if e.What != "" {
		b.WriteString(e.What)
		b.WriteString(": ")
	}
	b.WriteString(e.Want)
	b.WriteString(" expected, got ")
	b.WriteString(e.Got)
	return b.String()
}
