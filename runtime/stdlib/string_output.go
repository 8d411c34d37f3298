package stdlib

// This file defines how a library function builds a string whose length it does
// not know beforehand.
//
// Little pieces are copied into a buffer. Large ones are only remembered, as a
// range of a string that lives anyway; so a call that repeats a megabyte a
// thousand times costs a few kilobytes until the moment when the result's memory
// is asked for. The result is then assembled piece by piece, with looks at the
// budget in between.

import (
	"errors"
	"strings"

	"github.com/lusterlua/luster/internal/audit"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

const (
	// moveChunk is the largest number of bytes moved between two looks at the
	// budget.
	moveChunk = 32 << 10
	// pieceSize is the size from which a range of a string is remembered instead
	// of copied, and at which the buffer becomes a piece.
	pieceSize = 4 << 10
	// stepBudget is the number of elementary operations between two looks.
	stepBudget = 2048
)

// piece is a range of a string.
type piece struct {
	s        rt.Value
	from, to int
}

// output is a string under construction. The zero value is empty.
type output struct {
	buf    []byte  // what comes after pieces
	pieces []piece // what comes before
	size   int     // bytes in pieces
	// refused: memory was refused for a piece or for what the result will take.
	// What was written is there; the function returns RetryThen before it goes on.
	refused error
}

// len returns the length of what was written.
func (o *output) len() int { return o.size + len(o.buf) }

// flush makes the buffer a piece if it is large. Call it after appending a
// bounded amount to buf.
func (o *output) flush(c *rt.Call) error {
	if len(o.buf) < pieceSize {
		return nil
	}
	return o.cut(c)
}

// cut makes the buffer a piece.
func (o *output) cut(c *rt.Call) error {
	if len(o.buf) == 0 {
		return nil
	}
	v, err := c.NewBytes(o.buf)
	if errors.Is(err, rt.ErrMemory) && o.refused == nil {
		o.refused = err
		return nil
	}
	if err != nil {
		return err
	}
	o.pieces = append(o.pieces, piece{v, 0, len(o.buf)})
	o.size += len(o.buf)
	o.buf = o.buf[:0]
	return nil
}

// add appends text, which is the range of the string s that starts at from.
func (o *output) add(c *rt.Call, s rt.Value, text string, from int) error {
	if len(text) < pieceSize {
		audit.Bytes(len(text))
		o.buf = append(o.buf, text...)
		return o.flush(c)
	}
	if err := o.cut(c); err != nil {
		return err
	}
	// What cannot become a string need not be remembered.
	o.size += len(text)
	if err := c.Reserve(o.size); err != nil && o.refused == nil {
		o.refused = err
	}
	o.pieces = append(o.pieces, piece{s, from, from + len(text)})
	return nil
}

// wait makes the function wait for a collection, after memory was refused, and
// resumes seq then; ok is false if there is no need to.
func (o *output) wait(c *rt.Call, seq rt.Sequence) (ok bool, err error) {
	if o.refused == nil {
		return false, nil
	}
	err = o.refused
	o.refused = nil
	return true, c.RetryThen(seq, err)
}

// own gives the output a buffer of its own, for a function that is suspended
// while it shares one.
func (o *output) own() { o.buf = append(make([]byte, 0, 2*len(o.buf)+32), o.buf...) }

// TraceGC marks the strings that pieces refer to.
func (o *output) TraceGC(t *gc.Tracer) {
	for i := range o.pieces {
		o.pieces[i].s.TraceGC(t)
	}
}

// finish ends the function with the string, followed by second if that is not
// nil.
func (o *output) finish(c *rt.Call, second rt.Value) error {
	if len(o.pieces) == 0 {
		v, err := c.NewBytes(o.buf)
		if err == nil {
			c.Charge(len(o.buf) / 8)
			return returnWith(c, v, second)
		}
		a := &assembly{output: *o, second: second}
		a.own()
		return c.RetryThen(a, err)
	}
	a := &assembly{output: *o, second: second}
	a.own()
	return a.Resume(c)
}

// returnWith ends the function with v, followed by second if that is not nil.
func returnWith(c *rt.Call, v, second rt.Value) error {
	if second.IsNil() {
		return c.Return1(v)
	}
	return c.Return(v, second)
}

// pendingString is a function whose result found no memory.
type pendingString struct {
	stateless
	s string
}

// returnString ends the function with s.
func returnString(c *rt.Call, s string) error {
	v, err := c.NewString(s)
	if err != nil {
		return c.RetryThen(&pendingString{s: strings.Clone(s)}, err)
	}
	return c.Return1(v)
}

// returnBytes is returnString for bytes.
func returnBytes(c *rt.Call, b []byte) error {
	v, err := c.NewBytes(b)
	if err != nil {
		return c.RetryThen(&pendingString{s: string(b)}, err)
	}
	return c.Return1(v)
}

// Resume implements rt.Sequence.
func (p *pendingString) Resume(c *rt.Call) error {
	v, err := c.NewString(p.s)
	if err != nil {
		return err
	}
	return c.Return1(v)
}

// assembly is the end of a function whose result is long.
type assembly struct {
	output
	second rt.Value
	result *rt.Buffer
	next   int // of pieces
	done   int // bytes of the result
	throws bool
}

// TraceGC marks what the assembly needs.
func (a *assembly) TraceGC(t *gc.Tracer) {
	a.output.TraceGC(t)
	a.second.TraceGC(t)
	if a.result != nil {
		a.result.TraceGC(t)
	}
}

// Resume implements rt.Sequence.
func (a *assembly) Resume(c *rt.Call) error {
	a.refused = nil
	if len(a.pieces) == 0 {
		v, err := c.NewBytes(a.buf)
		if err != nil {
			return err
		}
		return returnWith(c, v, a.second)
	}
	if a.result == nil {
		if err := a.cut(c); err != nil {
			return err
		}
		if waits, err := a.wait(c, a); waits {
			return err
		}
		b, err := c.NewBuffer(a.size)
		if err != nil {
			return c.RetryThen(a, err)
		}
		a.result = b
	}
	dst := a.result.Bytes(c)
	for a.next < len(a.pieces) {
		p := &a.pieces[a.next]
		src, _ := c.StringView(p.s)
		n := copy(dst[a.done:], src[p.from:min(p.to, p.from+moveChunk)])
		audit.Bytes(n)
		a.done += n
		if p.from += n; p.from == p.to {
			p.s = rt.Nil
			a.next++
		}
		if !c.Charge(n/8 + 1) {
			return c.Suspend(a)
		}
	}
	if a.throws {
		return c.Throw(a.result.Finish())
	}
	return returnWith(c, a.result.Finish(), a.second)
}

// substring makes the string s[from:to] in pieces, if it is long. The zero value
// is ready for the first one.
type substring struct {
	result *rt.Buffer
	done   int
}

// step continues. It returns nil while there is more to do and the budget is
// spent.
func (m *substring) step(c *rt.Call, src string) (rt.Value, error) {
	if len(src) <= moveChunk {
		c.Charge(len(src) / 8)
		return c.NewString(src)
	}
	if m.result == nil {
		b, err := c.NewBuffer(len(src))
		if err != nil {
			return rt.Nil, err
		}
		m.result, m.done = b, 0
	}
	dst := m.result.Bytes(c)
	for m.done < len(src) {
		n := copy(dst[m.done:min(len(dst), m.done+moveChunk)], src[m.done:])
		m.done += n
		audit.Bytes(n)
		if !c.Charge(n/8) && m.done < len(src) {
			return rt.Nil, nil
		}
	}
	v := m.result.Finish()
	m.result = nil
	return v, nil
}

// TraceGC marks the string under construction.
func (m *substring) TraceGC(t *gc.Tracer) {
	if m.result != nil {
		m.result.TraceGC(t)
	}
}
