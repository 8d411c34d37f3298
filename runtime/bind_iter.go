package runtime

// This file defines iterators of Go as scripts see them: iter.Seq and channels
// that a generic for reads.

import (
	"iter"
	"time"

	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/interp"
)

// An iterator is the state of a sequence that a script reads. Its userdata is the
// closing value of the loop: it stops the sequence when the loop is left in any
// way, and when it is collected without a loop.
type iterator struct {
	next func(c *Call) error // makes the next values the results, or none
	stop func()
	keep []Value // the objects whose Go values the sequence goes through
}

// TraceGC marks what the sequence goes through.
func (it *iterator) TraceGC(t *gc.Tracer) {
	for _, v := range it.keep {
		v.TraceGC(t)
	}
}

// end stops the sequence, once.
func (b *bindings) end(it *iterator) {
	stop := it.stop
	it.next, it.stop = nil, nil
	delete(b.iterators, it)
	if stop != nil {
		stop()
	}
}

// closeIterators ends the sequences that are under way, for a VM that is closed:
// each has a goroutine that waits.
func (b *bindings) closeIterators() {
	for it := range b.iterators {
		b.end(it)
	}
}

// iteratorType is the type of the closing value.
var iteratorType = interp.HostType{Name: "iterator", Trace: func(data any, t *gc.Tracer) { data.(*iterator).TraceGC(t) }}

// returnIterator makes an iterator the results of a function: the function that
// steps it, nil, nil, and the closing value.
func (b *bindings) returnIterator(c *Call, it *iterator) error {
	if b.iterMeta.IsNil() {
		if err := b.makeIterMeta(); err != nil {
			return err
		}
	}
	e := b.vm.engine()
	u := Value(e.NewUserdata(it, &iteratorType, interp.Nil, 256))
	c.Keep(u)
	e.SetMetatable(interp.Value(u), interp.Value(b.iterMeta))
	step, err := c.NewFunc("iterator", stepIterator, u)
	if err != nil {
		return err
	}
	return c.Return(step.Value(), Nil, Nil, u)
}

func (b *bindings) makeIterMeta() error {
	mt, err := b.vm.NewTable(0, 4)
	if err != nil {
		return err
	}
	end := func(c *Call) error {
		if it, ok := interp.DataOf(interp.Value(c.Arg(1))).(*iterator); ok {
			c.VM().bound().end(it)
		}
		return nil
	}
	if err := b.setMembers(mt, "iterator.", []Member{{"__close", end}, {"__gc", end}}); err != nil {
		return err
	}
	name, err := b.vm.NewString("iterator")
	if err != nil {
		return err
	}
	for _, field := range []string{"__name", "__metatable"} {
		if err := mt.RawSetString(b.vm, field, name); err != nil {
			return err
		}
	}
	b.iterMeta = mt
	return nil
}

// stepIterator is the function that the generic for calls.
func stepIterator(c *Call) error {
	it := interp.DataOf(interp.Value(c.Upvalue(1))).(*iterator)
	if it.next == nil {
		return c.Return(Nil)
	}
	return it.next(c)
}

// ReturnSeq makes an iterator over seq the results of a function. A nil value
// ends the loop, as any loop in Lua.
func ReturnSeq[V any](c *Call, seq iter.Seq[V], to To[V], keep ...Value) error {
	if seq == nil {
		seq = func(func(V) bool) {}
	}
	b := c.VM().bound()
	it := &iterator{keep: keep}
	it.next = func(c *Call) error { // the first time: only now is there something to stop
		next, stop := iter.Pull(seq)
		b.iterators[it] = struct{}{}
		it.stop = stop
		it.next = func(c *Call) error {
			x, ok := next()
			if !ok {
				b.end(it)
				return c.Return(Nil)
			}
			v, err := to(c, x)
			if err != nil {
				return err
			}
			return c.Return1(v)
		}
		return it.next(c)
	}
	return b.returnIterator(c, it)
}

// ReturnSeq2 is ReturnSeq for two values at a time.
func ReturnSeq2[K, V any](c *Call, seq iter.Seq2[K, V], key To[K], val To[V], keep ...Value) error {
	if seq == nil {
		seq = func(func(K, V) bool) {}
	}
	b := c.VM().bound()
	it := &iterator{keep: keep}
	it.next = func(c *Call) error {
		next, stop := iter.Pull2(seq)
		b.iterators[it] = struct{}{}
		it.stop = stop
		it.next = func(c *Call) error {
			x, y, ok := next()
			if !ok {
				b.end(it)
				return c.Return(Nil)
			}
			k, err := key(c, x)
			if err != nil {
				return err
			}
			v, err := val(c, y)
			if err != nil {
				return err
			}
			return c.Return(k, v)
		}
		return it.next(c)
	}
	return b.returnIterator(c, it)
}

// ReturnChan makes an iterator over what is received from ch the results of a
// function. While nothing is there it waits in small steps, between which the VM
// looks at its budget, its context and interrupts; waiting costs fuel.
func ReturnChan[V any](c *Call, ch <-chan V, to To[V], keep ...Value) error {
	b := c.VM().bound()
	it := &iterator{keep: keep}
	it.next = (&receiver[V]{it: it, ch: ch, to: to}).Resume
	return b.returnIterator(c, it)
}

// receiver is the state of a loop that waits for a channel.
type receiver[V any] struct {
	it *iterator
	ch <-chan V
	to To[V]
}

// waitStep is how long a receiver waits before the VM looks around, and waitFuel
// what that costs.
const (
	waitStep = time.Millisecond
	waitFuel = 1000
)

// TraceGC marks what the iterator keeps.
func (r *receiver[V]) TraceGC(t *gc.Tracer) { r.it.TraceGC(t) }

// Resume receives a value, or waits a little.
func (r *receiver[V]) Resume(c *Call) error {
	select {
	case x, ok := <-r.ch:
		return r.received(c, x, ok)
	default:
	}
	timer := time.NewTimer(waitStep)
	defer timer.Stop()
	select {
	case x, ok := <-r.ch:
		return r.received(c, x, ok)
	case <-timer.C:
	case <-Context(c).Done():
	}
	c.Charge(waitFuel)
	return c.Suspend(r)
}

func (r *receiver[V]) received(c *Call, x V, ok bool) error {
	if !ok {
		return c.Return(Nil)
	}
	v, err := r.to(c, x)
	if err != nil {
		return err
	}
	return c.Return1(v)
}
