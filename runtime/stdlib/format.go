package stdlib

// This file defines the conversion specifications of string.format and the
// conversions of integers and strings, with the results of C's printf.

import "strconv"

// formatSpec is a parsed conversion specification, as "%-5.2f".
type formatSpec struct {
	form  string // its text, from the '%' to the conversion letter
	conv  byte   // the letter
	width int
	prec  int // -1 if absent
	minus, plus, sharp, zero, space,
	plain bool // form has nothing between '%' and the letter
}

// maxFormatSpec is the length at which PUC-Rio calls a specification too long.
const maxFormatSpec = 22

// Flags that a group of conversions accepts.
const (
	flagsFloat    = "-+#0 "
	flagsHex      = "-#0"
	flagsInt      = "-+0 "
	flagsUnsigned = "-0"
	flagsOther    = "-"
)

func isFormatByte(c byte) bool {
	switch c {
	case '-', '+', '#', '0', ' ', '.':
		return true
	}
	return '1' <= c && c <= '9'
}

// scanSpec reads the specification whose '%' is at format[at]. It returns the
// position behind it, and ok false if it is too long. It parses nothing: what is
// wrong with it is reported by check, after the argument was checked, as in C.
func (s *formatSpec) scan(format string, at int) (next int, ok bool) {
	i := at + 1
	for i < len(format) && isFormatByte(format[i]) {
		i++
	}
	if i-at >= maxFormatSpec {
		return i, false
	}
	*s = formatSpec{prec: -1, plain: i == at+1}
	if i < len(format) {
		s.conv = format[i]
		i++
	}
	s.form = format[at:i]
	if s.conv == 0 && len(s.form) > 1 && s.form[len(s.form)-1] == 0 {
		s.form = s.form[:len(s.form)-1] // a C string ends there
	}
	return i, true
}

// check parses the specification. It reports whether it is valid for a
// conversion that takes these flags.
func (s *formatSpec) check(flags string, precision bool) bool {
	if s.plain {
		return true
	}
	f := s.form[1:]
	i := 0
flag:
	for ; i < len(f); i++ {
		for j := 0; ; j++ {
			if j == len(flags) {
				break flag
			}
			if flags[j] == f[i] {
				break
			}
		}
		switch f[i] {
		case '-':
			s.minus = true
		case '+':
			s.plus = true
		case '#':
			s.sharp = true
		case '0':
			s.zero = true
		case ' ':
			s.space = true
		}
	}
	if f[i] != '0' { // a width cannot start with '0'
		s.width, i = twoDigits(f, i)
		if f[i] == '.' && precision {
			s.prec, i = twoDigits(f, i+1)
		}
	}
	return isAlpha(f[i])
}

// twoDigits reads up to two digits of f at i. f does not end in a digit.
func twoDigits(f string, i int) (n, next int) {
	for k := 0; k < 2 && isDigit(f[i]); k++ {
		n = n*10 + int(f[i]-'0')
		i++
	}
	return n, i
}

// appendPadded appends body, padded to the width: with spaces, or with zeros
// behind its sign and prefix, which are the first lead bytes of it.
func (s *formatSpec) appendPadded(b []byte, body []byte, lead int, zeros bool) []byte {
	pad := s.width - len(body)
	if pad <= 0 {
		return append(b, body...)
	}
	switch {
	case s.minus:
		b = append(b, body...)
		b = appendFill(b, ' ', pad)
	case zeros:
		b = append(b, body[:lead]...)
		b = appendFill(b, '0', pad)
		b = append(b, body[lead:]...)
	default:
		b = appendFill(b, ' ', pad)
		b = append(b, body...)
	}
	return b
}

func appendFill(b []byte, c byte, n int) []byte {
	for ; n > 0; n-- {
		b = append(b, c)
	}
	return b
}

// appendSign appends the sign that a signed conversion shows.
func (s *formatSpec) appendSign(b []byte, negative bool) []byte {
	switch {
	case negative:
		return append(b, '-')
	case s.plus:
		return append(b, '+')
	case s.space:
		return append(b, ' ')
	}
	return b
}

// appendInt appends n by one of the conversions d, i, u, o, x, X.
func (s *formatSpec) appendInt(b []byte, n int64) []byte {
	if s.plain && (s.conv == 'd' || s.conv == 'i') {
		return strconv.AppendInt(b, n, 10)
	}
	var space [128]byte
	body := space[:0]
	var digits [24]byte
	var d []byte
	switch s.conv {
	case 'd', 'i':
		body = s.appendSign(body, n < 0)
		u := uint64(n)
		if n < 0 {
			u = -u
		}
		d = strconv.AppendUint(digits[:0], u, 10)
	case 'u':
		d = strconv.AppendUint(digits[:0], uint64(n), 10)
	case 'o':
		d = strconv.AppendUint(digits[:0], uint64(n), 8)
	default:
		d = strconv.AppendUint(digits[:0], uint64(n), 16)
		if s.conv == 'X' {
			upper(d)
		}
		if s.sharp && n != 0 {
			body = append(body, '0', s.conv)
		}
	}
	if s.prec == 0 && n == 0 {
		d = d[:0]
	}
	if s.conv == 'o' && s.sharp && len(d) >= s.prec && (len(d) == 0 || d[0] != '0') {
		d = append(d, 0)
		copy(d[1:], d)
		d[0] = '0'
	}
	lead := len(body)
	body = appendFill(body, '0', s.prec-len(d))
	body = append(body, d...)
	return s.appendPadded(b, body, lead, s.zero && s.prec < 0)
}

func upper(b []byte) {
	for i, c := range b {
		if isLower(c) {
			b[i] = c - 'a' + 'A'
		}
	}
}

// appendByte appends the byte c by the conversion c.
func (s *formatSpec) appendByte(b []byte, c byte) []byte {
	return s.appendPadded(b, []byte{c}, 0, false)
}

// appendString appends a string by the conversion s, with width and precision.
// Both are at most 99, so the result is bounded although text is not.
func (s *formatSpec) appendString(b []byte, text string) []byte {
	if s.prec >= 0 && s.prec < len(text) {
		text = text[:s.prec]
	}
	pad := s.width - len(text)
	if !s.minus {
		b = appendFill(b, ' ', pad)
	}
	b = append(b, text...)
	if s.minus {
		b = appendFill(b, ' ', pad)
	}
	return b
}

// appendQuoted appends text as a Lua string literal, without its quotes. next is
// the byte that follows text in the whole string, 0 at its end: a piece of a long
// string is quoted as it would be within it.
func appendQuoted(b []byte, text string, next byte) []byte {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"' || c == '\\' || c == '\n':
			b = append(b, '\\', c)
		case isCntrl(c):
			after := next
			if i+1 < len(text) {
				after = text[i+1]
			}
			b = append(b, '\\')
			if isDigit(after) {
				b = append(b, '0'+c/100, '0'+c/10%10, '0'+c%10)
			} else {
				b = strconv.AppendUint(b, uint64(c), 10)
			}
		default:
			b = append(b, c)
		}
	}
	return b
}

// appendQuotedInt appends an integer as %q writes it.
func appendQuotedInt(b []byte, n int64) []byte {
	if n == -1<<63 { // "-9223372036854775808" would be read as a float
		return append(b, "0x8000000000000000"...)
	}
	return strconv.AppendInt(b, n, 10)
}
