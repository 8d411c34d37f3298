package syntax

// This file defines how the lexer reads strings and long brackets.

import (
	"strings"
	"unicode/utf8"
)

// bracket reads '[' or ']', then equals signs, and leaves pos at what follows.
// It returns their number if the same bracket follows, -1 if there are no
// equals signs and no bracket, and -2 if there are equals signs only.
func (l *lexer) bracket(c byte) int {
	l.pos++
	n := 0
	for l.cur() == '=' {
		l.pos++
		n++
		if l.due() && !l.pay(0) {
			return -2
		}
	}
	switch {
	case l.cur() == c:
		return n
	case n == 0:
		return -1
	}
	return -2
}

func (l *lexer) openBracket(t *token) kind {
	start := l.pos
	level := l.bracket('[')
	switch level {
	case -1:
		return '['
	case -2:
		l.fail(start, "invalid long string delimiter", quoteNear(l.src[start:l.pos]))
		return tkEOF
	}
	t.s = l.longBracket(level, "string", true)
	return tkString
}

// longBracket reads the rest of a long string or comment from its second
// opening bracket. Line breaks of any form become "\n".
func (l *lexer) longBracket(level int, what string, keep bool) string {
	first := l.line
	l.pos++
	if c := l.cur(); (c == '\n' || c == '\r') && !l.atEOF() {
		l.newline()
	}
	from := l.pos
	var out strings.Builder
	for l.err == nil {
		rest := l.src[l.pos:min(l.pos+window, len(l.src))]
		i := strings.IndexAny(rest, "]\r\n")
		if i < 0 {
			i = len(rest)
		}
		l.pos += i
		if l.due() || i == window {
			if !l.pay(0) {
				break
			}
			if keep {
				out.WriteString(l.src[from:l.pos])
			}
			from = l.pos
		}
		switch {
		case l.atEOF():
			l.fail(l.pos, "unfinished long "+what+" (starting at line "+itoa(int(first))+")", tkEOF.String())
		case l.src[l.pos] == ']':
			end := l.pos
			if l.bracket(']') != level {
				continue
			}
			l.pos++
			if !keep {
				return ""
			}
			out.WriteString(l.src[from:end])
			return out.String()
		case l.src[l.pos] == '\n' || l.src[l.pos] == '\r':
			at := l.pos
			l.newline()
			if keep && l.src[at:l.pos] != "\n" {
				out.WriteString(l.src[from:at])
				out.WriteByte('\n')
				from = l.pos
			}
		}
	}
	return ""
}

// shortString reads a quoted string. The usual one has no escapes and is found
// without looking at each byte twice.
func (l *lexer) shortString(t *token) kind {
	start := l.pos
	quote := l.src[start]
	l.pos++
	l.buf = l.buf[:0]
	from := l.pos
	for l.err == nil {
		if l.due() && l.pay(0) {
			l.buf = append(l.buf, l.src[from:l.pos]...)
			from = l.pos
		}
		if l.atEOF() {
			l.fail(start, "unfinished string", tkEOF.String())
			break
		}
		switch c := l.src[l.pos]; c {
		case quote:
			if len(l.buf) == 0 {
				t.s = strings.Clone(l.src[from:l.pos])
			} else {
				t.s = string(append(l.buf, l.src[from:l.pos]...))
			}
			l.pos++
			return tkString
		case '\n', '\r':
			l.fail(start, "unfinished string", quoteNear(l.soFar(quote, from, l.pos)))
		case '\\':
			l.buf = append(l.buf, l.src[from:l.pos]...)
			l.escape(start)
			from = l.pos
		default:
			l.pos++
		}
	}
	return tkEOF
}

// soFar returns the part of a string that has been read, as messages show it.
func (l *lexer) soFar(quote byte, from, to int) string {
	return string(quote) + string(l.buf) + l.src[from:to]
}

// simpleEscapes maps the letters that stand for one byte.
var simpleEscapes = [256]byte{
	'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v',
	'\\': '\\', '"': '"', '\'': '\'',
}

// escape reads the escape sequence at pos and appends its bytes to buf; start
// is where the string begins.
func (l *lexer) escape(start int) {
	at := l.pos
	l.pos++
	if l.atEOF() {
		return // the caller reports the unfinished string
	}
	c := l.src[l.pos]
	switch {
	case simpleEscapes[c] != 0:
		l.pos++
		l.buf = append(l.buf, simpleEscapes[c])
	case c == '\n' || c == '\r':
		l.newline()
		l.buf = append(l.buf, '\n')
	case c == 'x':
		l.pos++
		v := 0
		for range 2 {
			if !isHex(l.cur()) {
				l.badEscape(start, at, "hexadecimal digit expected")
				return
			}
			v = v<<4 | hexValue(l.src[l.pos])
			l.pos++
		}
		l.buf = append(l.buf, byte(v))
	case c == 'z':
		l.pos++
		l.blanks()
	case c == 'u':
		l.utf8Escape(start, at)
	case isDigit(c):
		v := 0
		for n := 0; n < 3 && isDigit(l.cur()); n++ {
			v = v*10 + int(l.src[l.pos]-'0')
			l.pos++
		}
		if v > 255 {
			l.badEscape(start, at, "decimal escape too large")
			return
		}
		l.buf = append(l.buf, byte(v))
	default:
		l.badEscape(start, at, "invalid escape sequence")
	}
}

// badEscape reports the escape sequence at the offset at, which is wrong at
// the current byte.
func (l *lexer) badEscape(start, at int, msg string) {
	l.fail(start, msg, quoteNear(l.soFar(l.src[start], at, min(l.pos+1, len(l.src)))))
}

// blanks skips what \z skips.
func (l *lexer) blanks() {
	for !l.atEOF() {
		switch l.src[l.pos] {
		case '\n', '\r':
			l.newline()
		case ' ', '\f', '\t', '\v':
			l.pos++
		default:
			return
		}
		if l.due() && !l.pay(0) {
			return
		}
	}
}

// utf8Escape reads \u{XXX}, whose value may be as large as 2^31-1: the
// encoding is the original one of up to six bytes.
func (l *lexer) utf8Escape(start, at int) {
	l.pos++
	if l.cur() != '{' {
		l.badEscape(start, at, "missing '{'")
		return
	}
	l.pos++
	if !isHex(l.cur()) {
		l.badEscape(start, at, "hexadecimal digit expected")
		return
	}
	v := uint32(0)
	for isHex(l.cur()) {
		if v > 0x7fffffff>>4 {
			l.badEscape(start, at, "UTF-8 value too large")
			return
		}
		v = v<<4 | uint32(hexValue(l.src[l.pos]))
		l.pos++
		if l.due() && !l.pay(0) {
			return
		}
	}
	if l.cur() != '}' {
		l.badEscape(start, at, "missing '}'")
		return
	}
	l.pos++
	l.buf = appendUTF8(l.buf, v)
}

func appendUTF8(b []byte, v uint32) []byte {
	if v < utf8.RuneSelf {
		return append(b, byte(v))
	}
	n, first := 2, uint32(0x1f) // bytes, and what fits in the first of them
	for shift := 6; v>>shift > first; shift += 6 {
		n++
		first >>= 1
	}
	b = append(b, byte(^first<<1|v>>(6*(n-1))))
	for i := n - 2; i >= 0; i-- {
		b = append(b, byte(0x80|v>>(6*i)&0x3f))
	}
	return b
}
