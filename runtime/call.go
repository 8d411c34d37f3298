package runtime

// This file defines Call, what a Go function sees of its activation: arguments,
// results, new values and the budget. Arguments are checked in args.go; the ways
// to go on after Lua code are in sequence.go.

import (
	"github.com/lusterlua/luster/runtime/interp"
)

// Function is a function written in Go. It reads its arguments from c, and
// either makes its results and returns nil, or returns an error, which is raised
// in the script. While it runs no collection happens: values may be kept in
// local variables. They must not be kept for longer: see [Root].
//
//	func add(c *rt.Call) error {
//		a, err := c.CheckInt(1)
//		if err != nil {
//			return err
//		}
//		b, err := c.CheckInt(2)
//		if err != nil {
//			return err
//		}
//		return c.Return(rt.Int(a + b))
//	}
type Function func(c *Call) error

// Call is one activation of a [Function]. It is valid until the function
// returns. Used later, when the VM does not run, it has no arguments, and what
// makes results fails with [ErrCallOver]; while the VM runs it cannot be told from
// the Call of another function.
type Call interp.Call

func (c *Call) engine() *interp.Call { return (*interp.Call)(c) }

// VM returns the virtual machine that runs the function.
func (c *Call) VM() *VM { return (*VM)(c.engine().VM()) }

// Name returns the name that the function was made with.
func (c *Call) Name() string {
	if !c.engine().Live() {
		return ""
	}
	return c.engine().Name()
}

// NArgs returns the number of arguments.
func (c *Call) NArgs() int {
	if !c.engine().Live() {
		return 0
	}
	return c.engine().NArgs()
}

// Arg returns argument i, counting from 1, and nil when there are fewer.
func (c *Call) Arg(i int) Value {
	if !c.engine().Live() {
		return Nil
	}
	return Value(c.engine().Arg(i))
}

// Upvalue returns the i-th of the values that the function was made with,
// counting from 1.
func (c *Call) Upvalue(i int) Value {
	if !c.engine().Live() {
		return Nil
	}
	return Value(c.engine().Upvalue(i))
}

// SetUpvalue replaces the i-th of the values that the function was made with.
func (c *Call) SetUpvalue(i int, v Value) error {
	if !c.engine().Live() {
		return ErrCallOver
	}
	if err := c.VM().Check(v); err != nil {
		return err
	}
	c.engine().SetUpvalue(i, interp.Value(v))
	return nil
}

// Return makes vs the results of the function, in place of earlier ones, so that
// a function can end with return c.Return(v).
func (c *Call) Return(vs ...Value) error {
	if !c.engine().Live() {
		return ErrCallOver
	}
	vm := c.VM()
	for _, v := range vs {
		if v.isObject() {
			if err := vm.Check(v); err != nil {
				return err
			}
		}
	}
	return c.engine().Return(engineValues(vs)...)
}

// Return1 is Return for one result.
func (c *Call) Return1(v Value) error {
	if !c.engine().Live() {
		return ErrCallOver
	}
	if v.isObject() {
		if err := c.VM().Check(v); err != nil {
			return err
		}
	}
	return c.engine().Return1(interp.Value(v))
}

// ReturnFrom makes the arguments from the i-th on the results of the function.
func (c *Call) ReturnFrom(i int) error {
	if !c.engine().Live() {
		return ErrCallOver
	}
	return c.engine().ReturnArgs(i)
}

// Push appends one result.
func (c *Call) Push(v Value) error {
	if !c.engine().Live() {
		return ErrCallOver
	}
	if v.isObject() {
		if err := c.VM().Check(v); err != nil {
			return err
		}
	}
	return c.engine().Push(interp.Value(v))
}

// Grow makes room for n more results. It fails with "stack overflow" or for lack
// of memory; Push alone does the same for one result at a time.
func (c *Call) Grow(n int) error {
	if !c.engine().Live() {
		return ErrCallOver
	}
	return c.engine().Grow(n)
}

// StringView returns the bytes of a string without a copy. The view is valid
// until the function returns: never keep it, never hand it to other code that
// might. ok is false for values that are no strings; nothing is converted.
func (c *Call) StringView(v Value) (s string, ok bool) {
	if !v.IsString() || c.VM().Check(v) != nil {
		return "", false
	}
	return c.VM().view(v), true
}

// Bytes is StringView, with a copy of the bytes that the caller may keep.
func (c *Call) Bytes(v Value) (b []byte, ok bool) {
	s, ok := c.StringView(v)
	if !ok {
		return nil, false
	}
	return []byte(s), true
}

// NewString returns a string value with a copy of s.
func (c *Call) NewString(s string) (Value, error) {
	if len(s) > 256 && len(s) > c.VM().host().maxString {
		return Nil, c.Errorf("resulting string too large")
	}
	v, err := c.engine().NewString(s)
	return Value(v), err
}

// NewBytes returns a string value with a copy of b.
func (c *Call) NewBytes(b []byte) (Value, error) {
	if len(b) > 256 && len(b) > c.VM().host().maxString {
		return Nil, c.Errorf("resulting string too large")
	}
	v, err := c.engine().NewBytes(b)
	return Value(v), err
}

// NewTable returns an empty table with room for narr entries of a sequence and
// nrec other entries.
func (c *Call) NewTable(narr, nrec int) (Table, error) {
	v, err := c.engine().NewTable(max(narr, 0), max(nrec, 0))
	return Table(v), err
}

// NewFunc returns a function value for fn, which reads the upvalues with
// Upvalue. The name appears in messages and tracebacks.
func (c *Call) NewFunc(name string, fn Function, upvalues ...Value) (Func, error) {
	return c.VM().NewFunc(name, fn, upvalues...)
}

// Charge pays for n elementary operations: one is about an element, or eight
// bytes. It returns false when the fuel of this slice is spent or somebody wants
// to interrupt the VM: then the function should keep its state in a [Sequence]
// and end with Suspend. A function whose work is small and bounded may ignore
// the result; none may do more than 4,096 operations, or move more than 64 KiB,
// between two calls. Inside a body of [Async] it waits and returns true.
func (c *Call) Charge(n int) bool { return c.engine().Charge(n) }

// Reserve fails with "not enough memory" unless the VM may take n more bytes.
// It takes none: the allocation that follows does.
func (c *Call) Reserve(n int) error { return c.engine().Reserve(n) }

// Retry is for a function to which memory was refused before it had any effect,
// on the VM or outside. Nothing is collected while a function runs, so garbage may
// be all that is in its way. Ended with
//
//	if err := c.Reserve(n); err != nil {
//		return c.Retry(err)
//	}
//
// it is called again, with the same arguments, after a full collection; in a
// [Sequence], Resume is. Any other error, and that of the second attempt, is
// raised as if it had been returned. The function must not have changed its
// arguments. A body of [Async] needs no Retry: there NewString and the like
// wait for the collection themselves.
func (c *Call) Retry(err error) error {
	if !c.engine().Live() {
		return ErrCallOver
	}
	return c.engine().Retry(err)
}

// RetryThen is Retry for a function that cannot start over: after the collection
// seq is resumed, without arguments.
func (c *Call) RetryThen(seq Sequence, err error) error {
	if !c.engine().Live() {
		return ErrCallOver
	}
	return c.engine().RetryThen(c.sequence(seq), err)
}

// Thread returns the running coroutine, and whether it is the main one.
func (c *Call) Thread() (th Thread, main bool) {
	if !c.engine().Live() {
		return Thread{}, false
	}
	return Thread(c.engine().Thread()), c.engine().IsMain()
}

// Yieldable reports whether the running coroutine can yield now.
func (c *Call) Yieldable() bool { return c.engine().Live() && c.engine().Yieldable() }

// Collect frees every object that is not reachable. Of the values that the
// function has in Go variables only its arguments and results stay valid. It does
// nothing in a body of [Async].
func (c *Call) Collect() {
	if c.engine().Live() {
		c.engine().Collect()
	}
}

// CollectStep is Collect for the steps of the collector that pay for n allocated
// bytes, or for one bounded step when n is negative. It reports whether that ended
// a cycle.
func (c *Call) CollectStep(n int64) bool { return c.engine().Live() && c.engine().CollectStep(n) }
