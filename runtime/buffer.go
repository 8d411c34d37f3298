package runtime

// This file defines Buffer, a long string under construction.

import (
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/interp"
)

// Buffer is a string that a Go function fills in pieces, for results that are too
// long to be copied between two looks at the budget. Its memory is part of the
// VM's from the beginning. Keep it in a [Sequence] while the function is
// suspended.
type Buffer struct {
	v Value
}

// MinBuffer is the least length of a [Buffer]; shorter strings are made from Go's
// with [Call.NewString] or [Call.NewBytes].
const MinBuffer = interp.MaxShortString + 1

// NewBuffer returns a buffer for a string of exactly n bytes, at least
// [MinBuffer].
func (c *Call) NewBuffer(n int) (*Buffer, error) {
	if n < MinBuffer {
		return nil, &ArgError{"NewBuffer", "a length of at least MinBuffer", "less"}
	}
	v, err := c.engine().NewBuffer(n)
	if err != nil {
		return nil, err
	}
	return &Buffer{Value(v)}, nil
}

// Bytes returns the buffer's bytes, to be written to until the function returns:
// never keep the slice. It is nil after Finish.
func (b *Buffer) Bytes(c *Call) []byte {
	if b.v.IsNil() || c.VM().Check(b.v) != nil {
		return nil
	}
	return interp.BufferBytes(interp.Value(b.v))
}

// Finish returns the string. The buffer cannot be used any more: strings do not
// change.
func (b *Buffer) Finish() Value {
	v := b.v
	b.v = Nil
	return v
}

// TraceGC marks the string.
func (b *Buffer) TraceGC(t *gc.Tracer) { b.v.TraceGC(t) }
