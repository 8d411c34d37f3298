package runtime

// This file defines the binary form of functions: what string.dump writes and
// load reads.

import (
	"errors"

	"github.com/lusterlua/luster/runtime/internal/code"
	"github.com/lusterlua/luster/runtime/interp"
)

// BinaryMark is what a binary chunk begins with, and no source text.
const BinaryMark = "\x1b"

// Budget is what Dump and Undump ask on the way: for n elementary operations, and
// for room for the given bytes in all. An error from it ends them and is returned.
type Budget = code.Budget

// Dump returns the binary form of a Lua function: its code without the values of
// its upvalues. With strip it has no debug information. ok is false for a
// function that is not written in Lua. The form belongs to this version of the
// module; see [Undump]. budget may be nil.
func Dump(fn Func, strip bool, budget Budget) (b []byte, ok bool, err error) {
	p := interp.FuncProto(interp.Value(fn))
	if p == nil {
		return nil, false, nil
	}
	b, err = code.DumpWithin(p, strip, budget)
	return b, true, err
}

// Dump returns the binary form of the chunk; see [Undump].
func (ch *Chunk) Dump(strip bool) []byte { return code.Dump(ch.proto, strip) }

// Undump reads the binary form of a function. The name is for messages about the
// form only: functions carry the name that they were compiled with.
//
// Nothing in data is trusted: it has a version and a checksum, and every
// instruction is verified, so that a hostile chunk can do no more than a script.
// The error is a [*SyntaxError]. budget may be nil.
func Undump(name, data string, budget Budget) (*Chunk, error) {
	p, err := code.UndumpWithin(data, budget)
	if err == nil {
		return &Chunk{p, p.Source}, nil
	}
	var e *code.FormatError
	if !errors.As(err, &e) {
		return nil, err
	}
	if len(name) > 0 {
		switch name[0] {
		case '=', '@':
			name = name[1:]
		case BinaryMark[0]: // the chunk itself
			name = "binary string"
		}
	}
	return nil, &SyntaxError{Chunk: name, Msg: name + ": " + e.Error()}
}
