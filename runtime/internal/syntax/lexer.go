package syntax

// This file defines the lexer: text to tokens.

import "strings"

// window is how much text is scanned between two looks at the budget.
const window = Quantum * bytesPerUnit

// lexer reads the tokens of a text.
type lexer struct {
	src       string
	pos       int
	line      int32 // of the byte at pos
	lineStart int   // offset of the first byte of that line
	names     *Symbols
	meter     *Meter
	paid      int    // offset up to which the text is counted as work
	err       error  // the first error; from then on every token is tkEOF
	buf       []byte // the bytes of a string with escapes
}

// cur returns the byte at pos; at the end of the text it is 0 and atEOF tells.
func (l *lexer) cur() byte {
	if l.pos < len(l.src) {
		return l.src[l.pos]
	}
	return 0
}

func (l *lexer) atEOF() bool { return l.pos >= len(l.src) }

// fail records an error at the current line; near is as messages show it.
func (l *lexer) fail(start int, msg, near string) {
	if l.err != nil {
		return
	}
	l.err = &Error{Line: int(l.line), Col: l.col(start), Msg: msg, Near: near}
	l.pos = len(l.src)
}

// col returns the column of an offset in the current line; the column of what
// began on an earlier line is 1.
func (l *lexer) col(start int) int { return max(start-l.lineStart, 0) + 1 }

// pay counts the text read since the last call, and some tokens. It reports
// false if the budget is spent.
func (l *lexer) pay(tokens int) bool {
	units := (l.pos - l.paid) / bytesPerUnit
	l.paid += units * bytesPerUnit
	if !l.meter.Add(tokens+units) && l.err == nil {
		l.err = l.meter.Err()
		l.pos = len(l.src)
	}
	return l.err == nil
}

// due reports whether a window of text is not paid for.
func (l *lexer) due() bool { return l.pos-l.paid >= window }

// quoteNear quotes the text of a token. A message ends at a zero byte, as text
// in C does.
func quoteNear(text string) string {
	text, _, _ = strings.Cut(text, "\x00")
	return "'" + text + "'"
}

// near returns a token as messages show it.
func (l *lexer) near(t *token) string {
	switch t.kind {
	case 0:
		return "" // a zero byte: PUC-Rio takes it for "no token"
	case tkName, tkInt, tkFloat:
		return quoteNear(l.src[t.start:t.end])
	case tkString:
		if l.src[t.start] != '[' {
			q := l.src[t.start : t.start+1]
			return quoteNear(q + t.s + q)
		}
		n := int32(2)
		for l.src[t.start+n-1] != '[' {
			n++
		}
		return quoteNear(l.src[t.start:t.start+n] + t.s + l.src[t.end-n:t.end])
	}
	return t.kind.String()
}

// next reads the next token.
func (l *lexer) next(t *token) {
	l.space()
	t.start = int32(l.pos)
	t.kind = l.scan(t)
	t.end = int32(l.pos)
	if !l.pay(1) || l.err != nil {
		t.kind = tkEOF
	}
}

// newline skips a line break, which may be two different bytes.
func (l *lexer) newline() {
	c := l.src[l.pos]
	l.pos++
	if d := l.cur(); (d == '\n' || d == '\r') && d != c && !l.atEOF() {
		l.pos++
	}
	l.line++
	l.lineStart = l.pos
}

// space skips spaces and comments.
func (l *lexer) space() {
	for l.pos < len(l.src) {
		switch l.src[l.pos] {
		case '\n', '\r':
			l.newline()
		case ' ', '\f', '\t', '\v':
			l.pos++
		case '-':
			if l.pos+1 >= len(l.src) || l.src[l.pos+1] != '-' {
				return
			}
			l.pos += 2
			l.comment()
		default:
			return
		}
		if l.due() && !l.pay(0) {
			return
		}
	}
}

// comment skips a comment whose dashes have been read.
func (l *lexer) comment() {
	if l.cur() == '[' {
		if level := l.bracket('['); level >= 0 {
			l.longBracket(level, "comment", false)
			return
		}
	}
	for !l.atEOF() {
		rest := l.src[l.pos:min(l.pos+window, len(l.src))]
		if i := strings.IndexAny(rest, "\r\n"); i >= 0 {
			l.pos += i
			return
		}
		l.pos += len(rest)
		if !l.pay(0) {
			return
		}
	}
}

// scan reads the token that starts at pos and returns its kind.
func (l *lexer) scan(t *token) kind {
	if l.atEOF() {
		return tkEOF
	}
	c := l.src[l.pos]
	switch c {
	case '[':
		return l.openBracket(t)
	case '"', '\'':
		return l.shortString(t)
	case '=':
		return l.pick(kind(c), '=', tkEq)
	case '~':
		return l.pick(kind(c), '=', tkNe)
	case '/':
		return l.pick(kind(c), '/', tkIDiv)
	case ':':
		return l.pick(kind(c), ':', tkDbColon)
	case '<':
		if k := l.pick(kind(c), '=', tkLe); k == tkLe {
			return k
		}
		l.pos--
		return l.pick(kind(c), '<', tkShl)
	case '>':
		if k := l.pick(kind(c), '=', tkGe); k == tkGe {
			return k
		}
		l.pos--
		return l.pick(kind(c), '>', tkShr)
	case '.':
		return l.dot(t)
	}
	switch {
	case isDigit(c):
		return l.numeral(t)
	case isNameStart(c):
		return l.name(t)
	}
	l.pos++
	return kind(c)
}

// pick skips a byte and, if it follows, a second one, which makes another kind.
func (l *lexer) pick(one kind, second byte, two kind) kind {
	l.pos++
	if l.cur() == second {
		l.pos++
		return two
	}
	return one
}

func (l *lexer) dot(t *token) kind {
	rest := l.src[l.pos:]
	switch {
	case strings.HasPrefix(rest, "..."):
		l.pos += 3
		return tkDots
	case strings.HasPrefix(rest, ".."):
		l.pos += 2
		return tkConcat
	case len(rest) > 1 && isDigit(rest[1]):
		return l.numeral(t)
	}
	l.pos++
	return '.'
}

func isNameStart(c byte) bool { return (c|0x20)-'a' < 26 || c == '_' }

func isNamePart(c byte) bool { return isNameStart(c) || isDigit(c) }

func (l *lexer) name(t *token) kind {
	start := l.pos
	for l.pos < len(l.src) && isNamePart(l.src[l.pos]) {
		l.pos++
		if l.due() && !l.pay(0) {
			return tkEOF
		}
	}
	text := l.src[start:l.pos]
	if len(text) <= longestKeyword {
		if k, ok := keywords[text]; ok {
			return k
		}
	}
	t.sym = l.names.intern(text)
	return tkName
}

// numeral reads everything that looks like a part of a numeral, and a letter
// that touches it, and leaves it to [Numeral] to judge it.
func (l *lexer) numeral(t *token) kind {
	start := l.pos
	exp := byte('e')
	if c := l.src[l.pos]; c == '0' && l.pos+1 < len(l.src) && l.src[l.pos+1]|0x20 == 'x' {
		exp = 'p'
		l.pos++
	}
	l.pos++
	for !l.atEOF() {
		c := l.src[l.pos]
		if c|0x20 == exp {
			l.pos++
			if d := l.cur(); d == '-' || d == '+' {
				l.pos++
			}
		} else if isHex(c) || c == '.' {
			l.pos++
		} else {
			if isNameStart(c) {
				l.pos++
			}
			break
		}
		if l.pos-start >= window {
			// Nobody means it, and to convert it would be work without bound.
			l.fail(start, "malformed number", quoteNear(l.src[start:l.pos]))
			return tkEOF
		}
	}
	i, f, isInt, ok := Numeral(l.src[start:l.pos])
	if !ok {
		l.fail(start, "malformed number", quoteNear(l.src[start:l.pos]))
		return tkEOF
	}
	if t.i, t.f = i, f; isInt {
		return tkInt
	}
	return tkFloat
}
