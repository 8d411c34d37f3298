package syntax

// This file defines how numerals are read.

import (
	"math"
	"strconv"
	"strings"
)

// Numeral converts the text of an unsigned numeral, without spaces. It returns
// an integer (isInt) or a float; ok is false for malformed text.
func Numeral(s string) (i int64, f float64, isInt, ok bool) {
	if len(s) >= 2 && s[0] == '0' && s[1]|0x20 == 'x' {
		if i, ok := hexInt(s[2:]); ok {
			return i, 0, true, true
		}
		f, ok := hexFloat(s)
		return 0, f, false, ok
	}
	if i, ok := decInt(s); ok {
		return i, 0, true, true
	}
	f, ok = decFloat(s)
	return 0, f, false, ok
}

// hexInt converts hexadecimal digits; the value wraps around.
func hexInt(s string) (int64, bool) {
	var u uint64
	for k := 0; k < len(s); k++ {
		if !isHex(s[k]) {
			return 0, false
		}
		u = u<<4 | uint64(hexValue(s[k]))
	}
	return int64(u), s != ""
}

// decInt converts decimal digits; a value that does not fit is no integer.
func decInt(s string) (int64, bool) {
	var u uint64
	for k := 0; k < len(s); k++ {
		d := uint64(s[k]) - '0'
		if d > 9 || u > math.MaxInt64/10 || u*10+d > math.MaxInt64 {
			return 0, false
		}
		u = u*10 + d
	}
	return int64(u), s != ""
}

// digits skips digits and reports how many there were.
func digits(s string, hex bool) (rest string, n int) {
	for n < len(s) && (isDigit(s[n]) || hex && isHex(s[n])) {
		n++
	}
	return s[n:], n
}

// wellFormed checks digits [. digits] [exponent], the exponent introduced by
// the letter exp (lower case). strconv alone accepts more, underscores for one.
func wellFormed(s string, hex bool, exp byte) bool {
	s, n := digits(s, hex)
	if s != "" && s[0] == '.' {
		var m int
		s, m = digits(s[1:], hex)
		n += m
	}
	if n == 0 {
		return false
	}
	if s != "" && s[0]|0x20 == exp {
		s = s[1:]
		if s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		s, n = digits(s, false)
		if n == 0 {
			return false
		}
	}
	return s == ""
}

func decFloat(s string) (float64, bool) {
	if !wellFormed(s, false, 'e') {
		return 0, false
	}
	// Out of range gives an infinity or zero, as strtod does.
	f, _ := strconv.ParseFloat(s, 64)
	return f, true
}

// hexFloat converts a numeral that starts with 0x. strconv insists on an
// exponent, Lua does not.
func hexFloat(s string) (float64, bool) {
	if !wellFormed(s[2:], true, 'p') {
		return 0, false
	}
	if strings.IndexByte(s, 'p') < 0 && strings.IndexByte(s, 'P') < 0 {
		s += "p0"
	}
	f, _ := strconv.ParseFloat(s, 64)
	return f, true
}

func isDigit(c byte) bool { return c-'0' <= 9 }

func isHex(c byte) bool { return c-'0' <= 9 || (c|0x20)-'a' <= 5 }

// hexValue returns the value of a hexadecimal digit.
func hexValue(c byte) int {
	if isDigit(c) {
		return int(c - '0')
	}
	return int((c|0x20)-'a') + 10
}
