package syntax

// This file defines how an error that the compiler finds gets its position.

// Locate returns the position and the text of the token that follows an offset
// of a text after skip other tokens. It reads the text again from its start:
// only errors need it, and nodes stay small. It reports false if the meter's
// budget is spent.
func Locate(src string, end int32, skip int, meter *Meter) (line, col int, near string, ok bool) {
	l := lexer{src: src, line: 1, names: newSymbols(), meter: meter}
	var t token
	for {
		l.next(&t)
		if t.start >= end || t.kind == tkEOF {
			if skip == 0 || t.kind == tkEOF {
				break
			}
			skip--
		}
	}
	return int(l.line), l.col(int(t.start)), l.near(&t), meter.Err() == nil
}
