package syntax

// This file defines the error of a chunk that does not compile.

import "strconv"

// Error is a mistake in the text of a chunk.
type Error struct {
	Chunk string // the name of the chunk as messages show it
	Line  int    // 1-based; 0 if the error has no position
	Col   int    // 1-based column, in bytes, of the offending token; 0 if unknown
	Msg   string
	Near  string // the token as messages show it, 'x' or <eof>; "" if the message names none
}

// Error returns the text that Lua's load gives.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Msg
	}
	s := e.Chunk + ":" + strconv.Itoa(e.Line) + ": " + e.Msg
	if e.Near != "" {
		s += " near " + e.Near
	}
	return s
}

func itoa(n int) string { return strconv.Itoa(n) }
