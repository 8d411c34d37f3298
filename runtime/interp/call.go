package interp

// This file defines Call, what a Go function sees of its activation: arguments,
// results, and the ways to ask the executor for more.

import (
	"github.com/lusterlua/luster/internal/audit"
	"github.com/lusterlua/luster/runtime/gc"
)

// Sequence is the rest of a Go function that called Lua, yielded, or gave the
// executor a chance to check its budgets. Resume receives what it waited for as
// arguments of c.
type Sequence interface {
	Resume(c *Call) error
	gc.Traceable
}

// action is what a Go function wants when it returns nil.
type action uint8

const (
	actReturn action = iota
	actCall
	actTailCall
	actYield
	actSuspend
	actRetry     // this again after a collection
	actRetryThen // the sequence after a collection
	actFinalize  // call finalizers, then the sequence
)

// Call is one activation of a Go function. It is valid until the function
// returns; a Sequence gets it anew.
type Call struct {
	vm     *VM
	base   uintptr // first argument
	n      int     // number of arguments
	ret    uintptr // first result
	top    uintptr // end of the results
	frame  uintptr // offset of the frame in the thread's frame stack
	act    action
	prot   bool // the call is protected (PCallThen)
	failed bool
	live   bool
	// resumed: the arguments are what a Sequence waited for. They are given up by
	// the next call or yield, so that a loop of calls needs no more and more stack.
	resumed bool
	errv    Value
	seq     Sequence
	async   *asyncState
}

func (c *Call) moved(delta uintptr) {
	c.base += delta
	c.ret += delta
	c.top += delta
}

// VM returns the virtual machine that runs the function.
func (c *Call) VM() *VM { return c.vm }

// Live reports whether the activation can still be going on: whether a Step is.
func (c *Call) Live() bool { return c.live }

// SetLive says whether a Step goes on, during which functions get their Calls.
func (vm *VM) SetLive(on bool) { vm.call.live = on }

// NArgs returns the number of arguments.
func (c *Call) NArgs() int { return c.n }

// Arg returns argument i, counting from 1; nil when there are fewer.
func (c *Call) Arg(i int) Value {
	if uint(i-1) < uint(c.n) {
		return *valueAt(c.base + uintptr(i-1)*valueSize)
	}
	return Nil
}

// SetArg replaces argument i, which must exist.
func (c *Call) SetArg(i int, v Value) {
	if uint(i-1) < uint(c.n) {
		*valueAt(c.base + uintptr(i-1)*valueSize) = v
	}
}

// Upvalue returns upvalue i of the function, counting from 1.
func (c *Call) Upvalue(i int) Value { return c.function().ups[i-1] }

// SetUpvalue replaces upvalue i of the function.
func (c *Call) SetUpvalue(i int, v Value) {
	g := c.function()
	g.ups[i-1] = v
	c.vm.forward(g.ptr(), v)
}

func (c *Call) function() *GoFunction { return c.fr().goFunction() }

func (c *Call) fr() *Frame { return frameAt(c.vm.th.frames + c.frame) }

// Name returns the name that the function was made with.
func (c *Call) Name() string { return c.function().name }

// Return makes vs the results of the function. It always returns nil, so that a
// function can end with return c.Return(v).
func (c *Call) Return(vs ...Value) error {
	c.top = c.ret
	if c.ret+uintptr(len(vs))*valueSize > c.vm.stackEnd {
		return c.pushAll(vs)
	}
	audit.Work(len(vs))
	top := c.ret
	for _, v := range vs {
		*valueAt(top) = v
		top += valueSize
	}
	c.top = top
	return nil
}

// pushAll appends results.
func (c *Call) pushAll(vs []Value) error {
	if c.top+uintptr(len(vs))*valueSize > c.vm.stackEnd {
		if err := c.Grow(len(vs)); err != nil {
			return err
		}
	}
	audit.Work(len(vs))
	for _, v := range vs {
		*valueAt(c.top) = v
		c.top += valueSize
	}
	return nil
}

// Return1 is Return for one result.
func (c *Call) Return1(v Value) error {
	*valueAt(c.ret) = v // a Go function has at least stackGoMin free slots
	c.top = c.ret + valueSize
	return nil
}

// ReturnArgs makes the arguments from the i-th on the results.
func (c *Call) ReturnArgs(i int) error {
	if i > c.n {
		c.top = c.ret
		return nil
	}
	c.ret = c.base + uintptr(i-1)*valueSize
	c.top = c.base + uintptr(c.n)*valueSize
	return nil
}

// Push appends a result.
func (c *Call) Push(v Value) error {
	if c.top+valueSize > c.vm.stackEnd {
		return c.pushGrown(v)
	}
	audit.Work(1)
	*valueAt(c.top) = v
	c.top += valueSize
	return nil
}

// pushGrown is Push on a stack that has to grow first.
//
//go:noinline
func (c *Call) pushGrown(v Value) error {
	if err := c.Grow(1); err != nil {
		return err
	}
	return c.Push(v)
}

// Grow makes room for n results, or fails with "stack overflow" or for lack of
// memory.
func (c *Call) Grow(n int) error {
	if c.top+uintptr(n)*valueSize <= c.vm.stackEnd {
		return nil
	}
	if c.async == nil && c != &c.vm.call {
		return c.vm.newError("call used outside of its function")
	}
	if err := c.vm.growStack(c.vm.th, c.top, n); err != nil {
		return err
	}
	if c.async != nil {
		c.rebase()
	}
	return nil
}

// NRet returns the number of results so far.
func (c *Call) NRet() int { return int((c.top - c.ret) / valueSize) }

// Charge pays for n elementary operations. It returns false when the fuel of
// this slice is spent or somebody interrupts the VM: then the function should
// keep its state in a Sequence and end with Suspend.
func (c *Call) Charge(n int) bool {
	audit.Check()
	vm := c.vm
	vm.fuel -= int64(n)
	if vm.fuel >= 0 {
		return true
	}
	if c.async != nil {
		c.pause()
		return true
	}
	return vm.refuel()
}

// Reserve fails with "not enough memory" unless n more bytes are available.
func (c *Call) Reserve(n int) error {
	for try := 0; !c.vm.heap.Reserve(int64(n)); try++ {
		if try > 0 || !c.WaitForMemory(int64(n)) {
			return c.vm.needMemory(int64(n))
		}
	}
	return nil
}

// CallThen calls fn when the function returns, then resumes seq with its
// results. fn may yield.
func (c *Call) CallThen(seq Sequence, fn Value, args ...Value) error {
	c.act, c.seq, c.prot = actCall, seq, false
	return c.pushCall(fn, args)
}

// PCallThen is CallThen in protected mode: an error resumes seq as well, with
// Failed telling the error value.
func (c *Call) PCallThen(seq Sequence, fn Value, args ...Value) error {
	c.act, c.seq, c.prot = actCall, seq, true
	return c.pushCall(fn, args)
}

// TailCall makes the results of fn the results of the function.
func (c *Call) TailCall(fn Value, args ...Value) error {
	c.act = actTailCall
	return c.pushCall(fn, args)
}

func (c *Call) pushCall(fn Value, args []Value) error {
	if c.resumed {
		c.ret = c.base
	} else {
		c.ret = max(c.ret, c.base+uintptr(c.n)*valueSize)
	}
	c.top = c.ret
	if err := c.Push(fn); err != nil {
		return err
	}
	return c.pushAll(args)
}

// Yield suspends the thread with vs; the function's results are what the thread
// is resumed with.
func (c *Call) Yield(vs ...Value) error { return c.YieldThen(nil, vs...) }

// YieldThen suspends the thread with vs, then resumes seq with what the thread
// is resumed with.
func (c *Call) YieldThen(seq Sequence, vs ...Value) error {
	c.act, c.seq = actYield, seq
	if c.resumed {
		c.ret = c.base
	}
	return c.Return(vs...)
}

// Suspend lets the executor check its budgets and collect, then resumes seq
// without arguments. Arguments of the function are lost; what must live is in
// seq.
func (c *Call) Suspend(seq Sequence) error {
	c.act, c.seq = actSuspend, seq
	c.top = c.ret
	return nil
}

// FinalizeThen calls the finalizers of all objects that a collection found dead,
// then resumes seq.
func (c *Call) FinalizeThen(seq Sequence) error {
	c.act, c.seq = actFinalize, seq
	if c.resumed {
		c.ret = c.base
	}
	c.top = c.ret
	return nil
}

// SuspendWith is Suspend, but the results so far stay: seq has them as arguments.
func (c *Call) SuspendWith(seq Sequence) error {
	c.act, c.seq = actSuspend, seq
	return nil
}

// Waiting returns the Sequence that is being resumed, nil in the function itself.
func (c *Call) Waiting() Sequence {
	if f := c.fr(); c.resumed && f.aux != 0 {
		return c.vm.th.seqs[f.aux-1]
	}
	return nil
}

// Failed returns the error value with which a PCallThen ended.
func (c *Call) Failed() (Value, bool) { return c.errv, c.failed }

// NewString returns a string value.
func (c *Call) NewString(s string) (Value, error) {
	v, ok := c.vm.newString(s)
	if !ok && c.WaitForMemory(int64(len(s))) {
		v, ok = c.vm.newString(s)
	}
	if !ok {
		return Nil, c.vm.needMemory(int64(len(s)))
	}
	c.hold(v)
	return v, nil
}

// NewBytes returns a string value with the bytes b.
func (c *Call) NewBytes(b []byte) (Value, error) {
	return c.NewString(viewOf(b))
}

// NewTable returns a table with room for narr array and nrec hash entries.
func (c *Call) NewTable(narr, nrec int) (Value, error) {
	t := c.vm.newTable(narr, nrec)
	need := int64(narr)*16 + int64(nrec)*32
	if t == nil && c.WaitForMemory(need) {
		t = c.vm.newTable(narr, nrec)
	}
	if t == nil {
		return Nil, c.vm.needMemory(need)
	}
	v := tableValue(t)
	c.hold(v)
	return v, nil
}

// hold roots a value for a body that outlives collections.
func (c *Call) hold(v Value) {
	if c.async != nil {
		c.async.keep = append(c.async.keep, v)
	}
}

// Thread returns the running thread.
func (c *Call) Thread() Value { return c.vm.th.value() }

// IsMain reports whether the running thread can't yield.
func (c *Call) IsMain() bool { return c.vm.th.from.Addr() == 0 }

// Yieldable reports whether the running thread can yield now.
func (c *Call) Yieldable() bool {
	th := c.vm.th
	return th.yieldable()
}
