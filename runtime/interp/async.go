package interp

// This file defines straight-line Go functions that call Lua and may be
// suspended: their body runs on a coroutine of its own.

import (
	"iter"

	"github.com/lusterlua/luster/runtime/gc"
)

// asyncState is the body of an Async function while it is suspended. Every value
// that its calls hand out is kept until the body ends.
type asyncState struct {
	vm     *VM
	call   Call
	keep   []Value
	args   []Value
	next   func() (request, bool)
	stop   func()
	yield  func(request) bool
	reply  []Value
	failed bool
	errv   Value
	err    error
	done   bool
}

// request is what a body waits for.
type request struct {
	fn   Value
	args []Value
	act  action
	prot bool
}

// errAborted unwinds a body that will never be resumed.
type errAborted struct{}

// Async returns a GoFunc that runs body on a coroutine, where Do and the other
// waiting methods of Call may be used.
func Async(body GoFunc) GoFunc {
	return func(c *Call) error {
		a := &asyncState{vm: c.vm}
		a.args = make([]Value, c.n)
		for i := range a.args {
			a.args[i] = c.Arg(i + 1)
		}
		a.call = *c
		a.call.async = a
		if c.vm.asyncs == nil {
			c.vm.asyncs = map[*asyncState]struct{}{}
		}
		a.next, a.stop = iter.Pull(func(yield func(request) bool) {
			a.yield = yield
			defer func() {
				switch p := recover().(type) {
				case nil:
				case errAborted:
					a.done = true
				default:
					// Contained here, where the stack is that of the body.
					a.err, a.done = a.vm.panicError(p), true
				}
			}()
			a.err = body(&a.call)
			a.done = true
		})
		c.vm.asyncs[a] = struct{}{}
		return a.run(c)
	}
}

// run lets the body go on until it needs the executor or ends.
func (a *asyncState) run(c *Call) error {
	a.call.frame = c.frame
	a.call.rebase()
	req, more := a.next()
	if !more {
		delete(a.vm.asyncs, a)
		a.stop()
		a.call.live = false
		if a.err != nil {
			return a.err
		}
		c.ret, c.top = a.call.ret, a.call.top
		switch a.call.act {
		case actTailCall, actYield, actCall, actSuspend, actFinalize:
			c.act, c.seq, c.prot = a.call.act, a.call.seq, a.call.prot
		default:
		}
		return nil
	}
	switch req.act {
	case actSuspend:
		return c.Suspend(a)
	case actRetryThen:
		c.act, c.seq = actRetryThen, a
		return nil
	case actYield:
		return c.YieldThen(a, req.args...)
	default:
		if req.prot {
			return c.PCallThen(a, req.fn, req.args...)
		}
		return c.CallThen(a, req.fn, req.args...)
	}
}

// Resume implements Sequence.
func (a *asyncState) Resume(c *Call) error {
	a.reply = a.reply[:0]
	for i := range c.n {
		a.reply = append(a.reply, c.Arg(i+1))
	}
	a.errv, a.failed = c.errv, c.failed
	// The body sees its own arguments and may push results above the reply.
	a.call.act = actReturn
	a.call.ret, a.call.top = c.ret, c.ret
	return a.run(c)
}

// Abort ends a body whose frame is gone.
func (a *asyncState) Abort(vm *VM) {
	delete(vm.asyncs, a)
	a.stop()
}

// EndDropped ends the bodies whose coroutines have been freed. What they deferred
// runs, so it must not be called in the middle of a collection.
func (vm *VM) EndDropped() {
	for _, a := range vm.dropped {
		a.Abort(vm)
	}
	vm.dropped = nil
}

// TraceGC marks what the body holds.
func (a *asyncState) TraceGC(t *gc.Tracer) {
	for _, list := range [][]Value{a.keep, a.args, a.reply} {
		for i := range list {
			markValue(t, &list[i])
		}
	}
	markValue(t, &a.errv)
	if a.call.seq != nil {
		a.call.seq.TraceGC(t)
	}
}

// stopAsync ends all bodies that are suspended, when the VM closes.
func (vm *VM) stopAsync() {
	for a := range vm.asyncs {
		a.stop()
	}
	vm.asyncs = nil
}

// rebase finds the frame's place in a stack that may have moved. The arguments
// of an Async body stay in its frame.
func (c *Call) rebase() {
	f := c.fr()
	nret := c.top - c.ret
	c.base = f.base
	c.ret = c.vm.call.ret
	c.top = c.ret + nret
}

// wait hands a request to the executor and returns its reply.
func (c *Call) wait(r request) ([]Value, error) {
	a := c.async
	if a == nil {
		return nil, c.vm.newError("this call needs a function made by Async")
	}
	if !a.yield(r) {
		panic(errAborted{})
	}
	a.keep = append(a.keep, a.reply...)
	vs := append([]Value(nil), a.reply...)
	return vs, nil
}

// pause lets the executor check its budgets.
func (c *Call) pause() { _, _ = c.wait(request{act: actSuspend}) }

// Do calls fn and waits for its results; only in an Async body. An error in fn
// ends the body unless it was called by PDo.
func (c *Call) Do(fn Value, args ...Value) ([]Value, error) {
	return c.wait(request{fn: fn, args: args, act: actCall})
}

// PDo is Do in protected mode: an error in fn is returned.
func (c *Call) PDo(fn Value, args ...Value) ([]Value, error) {
	vs, err := c.wait(request{fn: fn, args: args, act: actCall, prot: true})
	if err == nil && c.async.failed {
		v := c.async.errv
		c.async.keep = append(c.async.keep, v)
		return nil, c.vm.valueError(v)
	}
	return vs, err
}

// Await yields vs from the running coroutine and returns what it is resumed with;
// only in an Async body.
func (c *Call) Await(vs ...Value) ([]Value, error) {
	return c.wait(request{args: vs, act: actYield})
}

// IsAsync reports whether the waiting methods may be used.
func (c *Call) IsAsync() bool { return c.async != nil }

// Keep roots v until an Async body ends; it does nothing elsewhere.
func (c *Call) Keep(v Value) { c.hold(v) }

// Index returns o[k] with metamethods; it waits when they are Lua functions,
// which needs an Async body.
func (c *Call) Index(o, k Value) (Value, error) {
	res, fn, self, err := c.vm.lookup(o, k)
	if err != nil {
		return Nil, err
	}
	if fn.IsNil() {
		return res, nil
	}
	return c.one(fn, self, k)
}

// one calls fn for its first result.
func (c *Call) one(fn Value, args ...Value) (Value, error) {
	vs, err := c.Do(fn, args...)
	if err != nil || len(vs) == 0 {
		return Nil, err
	}
	return vs[0], nil
}

// SetIndex does o[k] = v with metamethods, as Index.
func (c *Call) SetIndex(o, k, v Value) error {
	fn, self, err := c.vm.assign(o, k, v)
	if err != nil {
		return err
	}
	if fn.IsNil() {
		return nil
	}
	_, e := c.Do(fn, self, k, v)
	return e
}

// Length returns #o with metamethods, as Index.
func (c *Call) Length(o Value) (Value, error) {
	if o.isString() {
		return Int(int64(strLen(o))), nil
	}
	mm := c.vm.metamethod(&o, evLen)
	if mm.IsNil() {
		if o.Kind() == KTable {
			return Int(o.table().length()), nil
		}
		return Nil, c.vm.runErrorAt(1, "attempt to get length of a %s value", c.vm.typeNameFor(o))
	}
	return c.one(mm, o, o)
}

// Less returns a < b with metamethods, as Index.
func (c *Call) Less(a, b Value) (bool, error) { return c.order(a, b, evLt) }

// LessEq returns a <= b with metamethods, as Index.
func (c *Call) LessEq(a, b Value) (bool, error) { return c.order(a, b, evLe) }

func (c *Call) order(a, b Value, e event) (bool, error) {
	if r, ok := compare(a, b, e == evLt); ok {
		return r, nil
	}
	mm := c.vm.metamethod(&a, e)
	if mm.IsNil() {
		mm = c.vm.metamethod(&b, e)
	}
	if mm.IsNil() {
		x, y := c.vm.typeNameFor(a), c.vm.typeNameFor(b)
		if x == y {
			return false, c.vm.runErrorAt(1, "attempt to compare two %s values", x)
		}
		return false, c.vm.runErrorAt(1, "attempt to compare %s with %s", x, y)
	}
	v, err := c.one(mm, a, b)
	return v.truthy(), err
}

// Equal returns a == b with metamethods, as Index.
func (c *Call) Equal(a, b Value) (bool, error) {
	if RawEquals(a, b) {
		return true, nil
	}
	mm := c.vm.eqMeta(a, b)
	if mm.IsNil() {
		return false, nil
	}
	v, err := c.one(mm, a, b)
	return v.truthy(), err
}
