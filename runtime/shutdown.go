package runtime

// This file defines the orderly end of a VM.

import (
	"context"
	"errors"

	"github.com/lusterlua/luster/runtime/interp"
)

// Shutdown calls the finalizers of all objects that have one, the last one marked
// for finalization first, and closes the VM. The context and the limits of the
// VM apply: what has not been called when one is reached is not called, and the
// error says so. An error in a finalizer is a warning, but for one that the script
// could not catch either, as that of os.exit: the last of those is returned after
// all finalizers. What gets a finalizer meanwhile is not finalized. Use Close for an end that
// runs no script code.
func (vm *VM) Shutdown(ctx context.Context) error {
	if err := vm.enter(); err != nil {
		return err
	}
	err := vm.finalizeAll(ctx)
	vm.leave()
	return errors.Join(err, vm.Close())
}

// finalizerText is the message of an error in a finalizer: the text of no object
// is asked for.
func (e *Error) finalizerText() string {
	if e.cause == nil && !e.Value().IsString() {
		return "error object is not a string"
	}
	return e.msg
}

func (vm *VM) finalizeAll(ctx context.Context) error {
	vm.Heap().AllFinalizable()
	vm.host().ending = true
	var stop error
	for {
		f, o, ok := vm.engine().NextFinalizer()
		if !ok {
			return stop
		}
		fn, obj := Value(f), Value(o)
		if !fn.IsFunc() {
			continue
		}
		keep := vm.engine().AddRoot(obj)
		th, err := vm.hostThread(fn)
		vm.Heap().RemoveRoot(keep)
		if err != nil {
			return err
		}
		interp.SetMain(interp.Value(th))
		vm.engine().BeginFinalizer()
		err = vm.finish(ctx, th, []Value{obj})
		vm.engine().EndFinalizer()
		var e *Error
		switch {
		case err == nil:
		case errors.Is(err, ErrFuel), errors.Is(err, ErrDeadline), errors.Is(err, ErrInterrupted), errors.Is(err, ErrMemory):
			return err
		case errors.As(err, &e) && e.fatal:
			stop = err // such as an exit, which ends this finalizer only
		case errors.As(err, &e):
			vm.Warn("error in __gc ("+e.finalizerText()+")", false)
		default:
			return err
		}
	}
}
