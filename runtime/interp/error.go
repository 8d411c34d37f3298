package interp

// This file defines errors: Lua values that travel up the frames, with the Go
// error or panic behind them.

import (
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
)

// Error is a raised Lua value. As a Go error it reads like the value.
type Error struct {
	val       Value
	text      string // the value as text, once settled
	settled   bool
	traceback string
	place     Place
	//luster:notrace "a Go error keeps values, if any, as roots"
	cause  error
	fatal  bool // no script code may run any more
	memory bool
	need   int64 // bytes that were refused
}

// Error returns the message.
func (e *Error) Error() string {
	e.settle()
	return e.text
}

// settle makes the text, which most errors that a script catches never need. It
// must be called while the value is alive: before an error goes to the host.
func (e *Error) settle() {
	if e.settled {
		return
	}
	e.settled = true
	switch v := e.val; {
	case v.isString():
		e.text = strings.Clone(str(v))
	case v.isNumber():
		e.text = string(appendNumber(nil, v))
	default:
		e.text = fmt.Sprintf("(error object is a %s value)", TypeName(v))
	}
}

// Unwrap returns the Go error that caused this one.
func (e *Error) Unwrap() error { return e.cause }

// Value returns the error value, valid as long as a value from a callback.
func (e *Error) Value() Value { return e.val }

// Traceback returns the stack at the time of the error, in the format of
// debug.traceback; empty when a script caught the error.
func (e *Error) Traceback() string { return e.traceback }

// Fatal reports whether the error stopped the script for good: fuel, deadline,
// interruption.
func (e *Error) Fatal() bool { return e.fatal }

// IsMemory reports whether the error stands for a refused allocation.
func (e *Error) IsMemory() bool { return e.memory }

// PanicError is a Go panic in a callback, contained.
type PanicError struct {
	Value any    // what was passed to panic
	Stack []byte // the Go stack
}

// Error returns the panic's value as text.
func (p *PanicError) Error() string { return fmt.Sprintf("panic in Go function: %v", p.Value) }

// Unwrap returns the panic's value when it is an error.
func (p *PanicError) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}

var (
	errMemoryTooSmall = errors.New("luster: the memory limit is too small for a VM")
	// ErrMemory is the cause of every "not enough memory".
	ErrMemory = errors.New("not enough memory")
)

// newError returns an error whose value is the string msg, without a position.
func (vm *VM) newError(msg string) *Error {
	v, ok := vm.newString(msg)
	if !ok {
		return vm.memoryError()
	}
	return &Error{val: v, text: msg, settled: true}
}

// valueError returns an error that raises v.
func (vm *VM) valueError(v Value) *Error {
	e := &Error{val: v}
	if k := vm.caught; k.err != nil && k.val == v {
		e.cause = k.err.cause
		e.memory = k.err.memory
	}
	return e
}

// Throw returns an error that raises v unchanged.
func (c *Call) Throw(v Value) error { return c.vm.valueError(v) }

func (vm *VM) memoryError() *Error {
	return &Error{val: vm.memMsg, text: "not enough memory", settled: true, cause: ErrMemory, memory: true}
}

func (vm *VM) stackOverflow() *Error { return vm.runError("stack overflow") }

// asError turns what a Go function returned into an error to raise. A foreign
// error becomes its text with the position of the Lua caller.
func (vm *VM) asError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		if e == err {
			return e
		}
		return &Error{val: e.val, text: e.text, settled: e.settled, cause: err, fatal: e.fatal, memory: e.memory}
	}
	r := vm.newError(vm.where(1) + err.Error())
	r.cause = err
	return r
}

// Errorf returns an error with the position of the function's caller in front of
// the message.
func (c *Call) Errorf(format string, args ...any) error {
	msg := format
	if len(args) > 0 {
		msg = fmt.Sprintf(format, args...)
	}
	return c.vm.newError(c.vm.where(1) + msg)
}

// Wrapf is Errorf with a Go error as the cause.
func (c *Call) Wrapf(cause error, format string, args ...any) error {
	e := c.vm.newError(c.vm.where(1) + fmt.Sprintf(format, args...))
	e.cause = cause
	return e
}

// FatalError returns an error that no script code can catch.
func (vm *VM) FatalError(cause error) *Error {
	e := vm.newError(cause.Error())
	e.cause, e.fatal = cause, true
	return e
}

// panicError contains a recovered panic.
func (vm *VM) panicError(p any) *Error {
	pe := &PanicError{Value: p, Stack: debug.Stack()}

	e := vm.newError(vm.where(1) + pe.Error())
	e.cause, e.fatal = pe, !vm.cfg.CatchPanics
	return e
}

// runError is an error at the current instruction of a Lua function, with its
// position in front.
func (vm *VM) runError(format string, args ...any) *Error {
	msg := format
	if len(args) > 0 {
		msg = fmt.Sprintf(format, args...)
	}
	return vm.newError(vm.where(0) + msg)
}

// Where returns the position "chunk:line: " of the function at that level, 0
// being the running function; empty for Go functions.
func (c *Call) Where(level int) string { return c.vm.where(level) }

func (vm *VM) where(level int) string {
	f := vm.frameAtLevel(vm.th, level)
	if f == nil || f.kind != kindLua {
		return ""
	}
	p := f.closure().proto.Get()
	line := f.line()
	if len(p.src.Lines) == 0 { // stripped: only the engine's own errors have one
		if level > 0 {
			return ""
		}
		return fmt.Sprintf("%s:%d: ", chunkID(p.src.Source), line)
	}
	if line <= 0 {
		return fmt.Sprintf("%s: ", chunkID(p.src.Source))
	}
	return fmt.Sprintf("%s:%d: ", chunkID(p.src.Source), line)
}

// needMemory is the error of n bytes that are refused.
func (vm *VM) needMemory(n int64) *Error {
	e := vm.memoryError()
	e.need = n
	return e
}
