package runtime

// This file defines how a host runs functions: to their end with Call, or step by
// step with threads.

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime/debug"

	"github.com/lusterlua/luster/runtime/interp"
)

// Call calls fn with args, which are converted as by [VM.ToValue], and returns
// its results. It ends early, with an [*Error], when the script raises an error
// that it does not catch, when the context is done, when [VM.Interrupt] is
// called, or when a limit of the Config is reached; the VM can be used again
// afterwards. Coroutines that the script left behind stay as they are.
//
// Call must not be used inside a callback, where the VM is running already: it
// returns [ErrBusy]. There, use [Call.CallThen] or [Async].
func (vm *VM) Call(ctx context.Context, fn Object, args ...any) ([]Root[Value], error) {
	var roots []Root[Value]
	err := vm.callInto(ctx, fn, args, func(results []Value) error {
		roots = make([]Root[Value], len(results))
		for i, v := range results {
			roots[i] = newRoot[Value](vm, v)
		}
		return nil
	})
	return roots, err
}

// Run compiles source text and calls it: a short form of Load and Call.
func (vm *VM) Run(ctx context.Context, name, src string, args ...any) ([]Root[Value], error) {
	fn, err := vm.Load(name, src)
	if err != nil {
		return nil, err
	}
	defer func() { _ = fn.Release() }()
	return vm.Call(ctx, fn, args...)
}

// callInto is Call with the results as plain words, valid while use runs.
func (vm *VM) callInto(ctx context.Context, fn Object, args []any, use func(results []Value) error) error {
	if err := vm.enter(); err != nil {
		return err
	}
	defer vm.leave()
	words, err := vm.arguments(args)
	if err != nil {
		return err
	}
	th, err := vm.hostThread(fn)
	if err != nil {
		return err
	}
	interp.SetMain(interp.Value(th))
	if err = vm.finish(ctx, th, words); err != nil {
		if errors.Is(err, ErrMemory) {
			vm.Heap().Collect() // what the script left would be in the host's way
		}
		return err
	}
	return use(publicValues(vm.engine().Results()))
}

// arguments converts the arguments of a call.
func (vm *VM) arguments(args []any) ([]Value, error) {
	words := make([]Value, len(args))
	for i, a := range args {
		var err error
		if words[i], err = vm.ToValue(a); err != nil {
			return nil, fmt.Errorf("argument %d: %w", i+1, err)
		}
	}
	return words, nil
}

// newThread returns a suspended thread that will call fn.
func (vm *VM) newThread(fn Object) (Thread, error) {
	f, err := wordOf(fn)
	if err == nil {
		err = vm.Check(f)
	}
	switch {
	case err != nil:
		return Thread{}, err
	case !f.IsFunc() && vm.Metafield(f, "__call").IsNil():
		return Thread{}, fmt.Errorf("%w: %s", ErrNotFunction, f.TypeName())
	}
	th, err := vm.engine().NewThread(interp.Value(f))
	return Thread(th), err
}

// hostThread is newThread for a host, while nothing runs: garbage may make room.
func (vm *VM) hostThread(fn Object) (Thread, error) {
	th, err := vm.newThread(fn)
	if errors.Is(err, ErrMemory) || errors.Is(err, ErrCoroutines) {
		vm.Heap().Collect()
		th, err = vm.newThread(fn)
	}
	return th, err
}

// finish runs a main thread to its end.
func (vm *VM) finish(ctx context.Context, th Thread, args []Value) error {
	defer vm.Heap().RemoveRoot(vm.engine().AddRoot(th))
	h := vm.host()
	if h.cfg.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, h.cfg.Timeout, ErrDeadline)
		defer cancel()
	}
	if ctx.Done() != nil {
		h.ctx = ctx
		defer context.AfterFunc(ctx, vm.engine().Interrupt)()
		defer func() { h.ctx = nil }()
	}
	left := h.cfg.CallFuel
	if left <= 0 {
		left = math.MaxInt64
	}
	for {
		status, err := vm.step(th, left, args)
		left -= h.spent
		switch {
		case err != nil:
			return err
		case status == StatusDone:
			return nil
		case status == StatusPaused && (left <= 0 || h.limited && h.fuel <= 0):
			return vm.abandon(th, ErrFuel)
		case status != StatusSuspended:
			args = nil // they have arrived
		}
	}
}

// abandon ends a thread that is not done, for a limit.
func (vm *VM) abandon(th Thread, cause error) error {
	err := vm.limitError(th, cause)
	vm.engine().Abandon(interp.Value(th))
	return err
}

// limitError is the error of a thread that a limit stopped, with the place where
// it was.
func (vm *VM) limitError(th Thread, cause error) error {
	return &Error{msg: cause.Error(), cause: cause, traceback: vm.engine().PausedTraceback(interp.Value(th))}
}

// step runs a thread for at most so much fuel, and no more than the VM has.
func (vm *VM) step(th Thread, fuel int64, args []Value) (Status, error) {
	status, err := vm.run(th, fuel, args)
	if err == nil {
		return status, nil
	}
	var e *interp.Error
	if errors.As(err, &e) {
		err = vm.publicError(e)
	}
	return status, err
}

// run is step with the engine's error.
func (vm *VM) run(th Thread, fuel int64, args []Value) (Status, error) {
	h := vm.host()
	e := vm.engine()
	h.spent = 0
	if h.limited {
		fuel = min(fuel, h.fuel)
	}
	if fuel <= 0 {
		return StatusPaused, nil
	}
	// The flag may be left from a call that ended before it was seen; what it
	// stands for is checked here.
	e.ClearInterrupt()
	if err := h.check(); err != nil {
		return StatusFailed, vm.abandon(th, err)
	}
	if debt := e.FuelDebt(); debt >= fuel && th.status() == StatusSuspended {
		fuel += debt // the engine would only pay it, and the arguments be lost
	}
	e.SetLive(true)
	defer e.SetLive(false)
	status := Status(e.Step(interp.Value(th), fuel, engineValues(args)...))
	h.spent = fuel - e.FuelLeft()
	if h.limited {
		h.fuel -= h.spent
	}
	if status == StatusFailed {
		return status, e.Err()
	}
	return status, nil
}

// publicError returns an error of the engine as the host sees it.
func (vm *VM) publicError(e *interp.Error) error {
	cause := e.Unwrap()
	var p *interp.PanicError
	if errors.As(cause, &p) {
		cause = &PanicError{p.Value, string(p.Stack)}
	}
	if e.IsMemory() && cause == nil {
		cause = ErrMemory
	}
	pub := &Error{
		msg:       e.Error(),
		traceback: e.Traceback(),
		place:     e.Place(),
		cause:     cause,
		fatal:     e.Fatal(),
		value:     newRoot[Value](vm, Value(e.Value())),
	}
	if v := Value(e.Value()); !e.Fatal() && !v.IsString() && !v.IsNumber() {
		if text, ok := vm.describeError(v); ok {
			pub.msg = text
		}
	}
	return pub
}

// describeFuel is what a __tostring may take to describe an error.
const describeFuel = 100_000

// describeError returns the text that the __tostring of an error object gives.
func (vm *VM) describeError(v Value) (string, bool) {
	mm := vm.Metafield(v, "__tostring")
	if !mm.IsFunc() {
		return "", false
	}
	th, err := vm.newThread(mm)
	if err != nil {
		return "", false
	}
	interp.SetMain(interp.Value(th))
	id := vm.engine().AddRoot(th)
	defer vm.Heap().RemoveRoot(id)
	status, failed := vm.run(th, describeFuel, []Value{v})
	if failed != nil || status != StatusDone {
		vm.engine().Abandon(interp.Value(th))
		return "", false
	}
	results := publicValues(vm.engine().Results())
	if len(results) == 0 {
		return "", false
	}
	return results[0].AsString(vm)
}

// check is called by the executor between two quanta of fuel: an error stops the
// script.
func (h *host) check() error {
	if h.interrupted.Swap(false) {
		return ErrInterrupted
	}
	if h.ctx == nil || h.ctx.Err() == nil {
		return nil
	}
	switch cause := context.Cause(h.ctx); {
	case cause == ErrDeadline: //nolint:errorlint // set by finish itself
		return ErrDeadline
	case errors.Is(cause, context.DeadlineExceeded):
		return fmt.Errorf("%w: %w", ErrDeadline, cause)
	default:
		return fmt.Errorf("%w: %w", ErrInterrupted, cause)
	}
}

// Interrupt stops the call that the VM is running, with [ErrInterrupted], which
// the script cannot catch. Any goroutine may call it. It has no effect when the
// VM is not running.
func (vm *VM) Interrupt() {
	h := vm.host()
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.busy.Load() {
		h.interrupted.Store(true)
		vm.engine().Interrupt()
	}
}

// Fuel returns what is left of the VM's fuel; ok is false when it is not limited.
func (vm *VM) Fuel() (left int64, ok bool) {
	h := vm.host()
	return max(h.fuel, 0), h.limited
}

// Refuel adds to the VM's fuel. It sets a limit for a VM that had none.
func (vm *VM) Refuel(n int64) {
	h := vm.host()
	h.fuel += n
	h.limited = true
}

// Collect frees every object that is not reachable.
func (vm *VM) Collect() error {
	if err := vm.enter(); err != nil {
		return err
	}
	defer vm.leave()
	defer vm.engine().EndDropped()
	return contained(vm.Heap().Collect)
}

// contained calls f and returns its panic, which is one of a host type's method.
func contained(f func()) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &PanicError{p, string(debug.Stack())}
		}
	}()
	f()
	return nil
}

// Status is the state of a coroutine.
type Status uint8

// The states of a coroutine.
const (
	StatusSuspended = Status(interp.StatusSuspended) // not started, or yielded
	StatusPaused    = Status(interp.StatusPaused)    // out of fuel in the middle of its work
	StatusRunning   = Status(interp.StatusRunning)   // running, or waiting for one that it resumed
	StatusDone      = Status(interp.StatusDone)      // its function returned
	StatusFailed    = Status(interp.StatusFailed)    // stopped by an error
)

var statusNames = [...]string{"suspended", "paused", "running", "done", "failed"}

// String returns the name of the state.
func (s Status) String() string { return statusNames[s] }

// NewThread returns a suspended coroutine that will call fn, for the host to run
// with [Thread.Step].
func (vm *VM) NewThread(fn Object) (Root[Thread], error) {
	if err := vm.enter(); err != nil {
		return Root[Thread]{}, err
	}
	defer vm.leave()
	th, err := vm.hostThread(fn)
	if err != nil {
		return Root[Thread]{}, err
	}
	return newRoot[Thread](vm, Value(th)), nil
}

// NewThread returns a suspended coroutine that will call fn.
func (c *Call) NewThread(fn Func) (Thread, error) { return c.VM().newThread(fn) }

// WrapThread returns a function that resumes the coroutine, as coroutine.wrap
// does. It panics if the coroutine is not valid: see [Table].
func (vm *VM) WrapThread(th Thread) Func {
	if err := th.usable(vm); err != nil {
		panic(err)
	}
	return Func(vm.engine().NewWrap(interp.Value(th)))
}

// Step runs a coroutine for about so much fuel: the overrun is bounded, and paid
// for by the next step. The arguments are converted as by [VM.ToValue]; they go
// to the function when it starts and to the yield that it waits in. The status
// says why Step came back; StatusPaused means that the fuel is spent, and that
// Step can be called again, without arguments. The results are those of yield or
// of the function, valid until the VM runs next.
func (t Thread) Step(vm *VM, fuel int64, args ...any) (Status, []Value, error) {
	if err := vm.enter(); err != nil {
		return StatusFailed, nil, err
	}
	defer vm.leave()
	if err := t.usable(vm); err != nil {
		return StatusFailed, nil, err
	}
	before := t.status()
	if before != StatusSuspended && before != StatusPaused {
		return before, nil, &ArgError{"Step", "a coroutine that can go on", before.String()}
	}
	words, err := vm.arguments(args)
	if err != nil {
		return before, nil, err
	}
	status, err := vm.step(t, fuel, words)
	if err != nil {
		return status, nil, err
	}
	if h := vm.host(); status == StatusPaused && h.limited && h.fuel <= 0 {
		return status, nil, vm.limitError(t, ErrFuel)
	}
	if status == StatusPaused {
		return status, nil, nil
	}
	return status, publicValues(vm.engine().Results()), nil
}

func (t Thread) usable(vm *VM) error {
	if Value(t).Kind() != KindThread {
		return ErrStale
	}
	return vm.Check(Value(t))
}

func (t Thread) status() Status { return Status(interp.ThreadStatus(interp.Value(t))) }

// Status returns the state of the coroutine; StatusFailed for one that is not
// valid.
func (t Thread) Status(vm *VM) Status {
	if t.usable(vm) != nil {
		return StatusFailed
	}
	return t.status()
}

// Yieldable reports whether the coroutine could yield if it were running.
func (t Thread) Yieldable(vm *VM) bool {
	return t.usable(vm) == nil && interp.ThreadYieldable(interp.Value(t))
}
