package interp

// This file defines the text of numbers: formatting and parsing.

import (
	"math"
	"strconv"
)

// appendNumber appends the text of a number as tostring gives it.
func appendNumber(dst []byte, v Value) []byte {
	if v.isInt() {
		return strconv.AppendInt(dst, v.int(), 10)
	}
	return AppendFloat(dst, v.float())
}

// AppendNumber appends the text of a number as tostring gives it: integers in
// decimal, floats as AppendFloat. Other values append nothing.
func AppendNumber(dst []byte, v Value) []byte {
	if !v.isNumber() {
		return dst
	}
	return appendNumber(dst, v)
}

// FormatFloat14 appends f as C's "%.14g" does.
func FormatFloat14(dst []byte, f float64) []byte {
	if f != f || f-f != 0 {
		return appendSpecial(dst, f)
	}
	return strconv.AppendFloat(dst, f, 'g', 14, 64)
}

// AppendFloat appends f as tostring gives it: "%.14g", and ".0" behind what would
// look like an integer.
func AppendFloat(dst []byte, f float64) []byte {
	// Integral values with at most 14 digits, the usual ones.
	if f > -1e14 && f < 1e14 {
		if i := int64(f); float64(i) == f && (i != 0 || !math.Signbit(f)) {
			dst = strconv.AppendInt(dst, i, 10)
			return append(dst, '.', '0')
		}
	} else if f != f || f-f != 0 {
		return appendSpecial(dst, f)
	}
	start := len(dst)
	dst = strconv.AppendFloat(dst, f, 'g', 14, 64)
	for _, c := range dst[start:] {
		if c == '.' || c == 'e' {
			return dst
		}
	}
	return append(dst, '.', '0')
}

// appendSpecial appends an infinity or a NaN as C on Linux does: with the sign
// that the bits have. 0/0 is "-nan" on x86.
func appendSpecial(dst []byte, f float64) []byte {
	if math.Signbit(f) {
		dst = append(dst, '-')
	}
	if f != f {
		return append(dst, "nan"...)
	}
	return append(dst, "inf"...)
}

func isSpace(c byte) bool { return c == ' ' || c-'\t' <= '\r'-'\t' }
func isDigit(c byte) bool { return c-'0' <= 9 }

// hexDigit returns the value of a hexadecimal digit, 16 or more for others.
func hexDigit(c byte) byte {
	if d := c - '0'; d <= 9 {
		return d
	}
	if d := c | 0x20 - 'a'; d <= 5 {
		return d + 10
	}
	return 16
}

// ParseNumber converts a numeral as Lua's tonumber does: an integer or float in
// decimal or hexadecimal, with a sign and with space around it. Decimal integers
// that do not fit become floats; hexadecimal ones wrap around.
func ParseNumber(s string) (Value, bool) {
	for len(s) > 0 && isSpace(s[0]) {
		s = s[1:]
	}
	for len(s) > 0 && isSpace(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	body, neg := s, false
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		body, neg = s[1:], s[0] == '-'
	}
	if len(body) == 0 {
		return Nil, false
	}
	if len(body) >= 2 && body[0] == '0' && body[1]|0x20 == 'x' {
		return parseHex(s, body[2:], neg)
	}
	var a uint64
	for i := 0; i < len(body); i++ {
		d := uint64(body[i] - '0')
		if d > 9 {
			return parseDecimal(s, body)
		}
		// Here a is at most 2^63-1, so that a*10+d wraps only beyond the test.
		if a > math.MaxInt64/10 {
			return parseDecimal(s, body)
		}
		a = a*10 + d
		if a > math.MaxInt64 && !(neg && a == 1<<63) {
			return parseDecimal(s, body)
		}
	}
	if neg {
		a = -a
	}
	return Int(int64(a)), true
}

// parseDecimal converts a decimal numeral that is no integer; body is s without
// its sign.
func parseDecimal(s, body string) (Value, bool) {
	digits := 0
	i := skipDigits(body, 0, &digits)
	if i < len(body) && body[i] == '.' {
		i = skipDigits(body, i+1, &digits)
	}
	if digits == 0 {
		return Nil, false
	}
	if i < len(body) && body[i]|0x20 == 'e' {
		if i = skipExponent(body, i); i < 0 {
			return Nil, false
		}
	}
	if i < len(body) {
		return Nil, false
	}
	// The only error left is the range, and then f is an infinity or zero, as
	// for C.
	f, _ := strconv.ParseFloat(s, 64)
	return Float(f), true
}

func skipDigits(s string, i int, n *int) int {
	for i < len(s) && isDigit(s[i]) {
		i++
		*n++
	}
	return i
}

// skipExponent skips the exponent at i, mark included; -1 if it has no digits.
func skipExponent(s string, i int) int {
	i++
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		i++
	}
	n := 0
	if i = skipDigits(s, i, &n); n == 0 {
		return -1
	}
	return i
}

// parseHex converts a hexadecimal numeral; body is s without sign and 0x.
func parseHex(s, body string, neg bool) (Value, bool) {
	var a uint64
	i, digits := 0, 0
	for ; i < len(body); i++ {
		d := hexDigit(body[i])
		if d > 15 {
			break
		}
		a = a<<4 | uint64(d)
		digits++
	}
	if i == len(body) {
		if neg {
			a = -a
		}
		if digits == 0 {
			return Nil, false
		}
		return Int(int64(a)), true
	}
	if body[i] == '.' {
		for i++; i < len(body) && hexDigit(body[i]) < 16; i++ {
			digits++
		}
	}
	if digits == 0 {
		return Nil, false
	}
	exponent := i < len(body)
	if exponent {
		if body[i]|0x20 != 'p' {
			return Nil, false
		}
		if i = skipExponent(body, i); i != len(body) {
			return Nil, false
		}
	}
	if !exponent {
		s += "p0" // which Go demands
	}
	f, _ := strconv.ParseFloat(s, 64)
	return Float(f), true
}
