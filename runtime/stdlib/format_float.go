package stdlib

// This file defines the conversions of floats: printf's a, e, f, g with C's
// digits, tostring's "%.14g", and %q's literal.

import (
	"math"
	"math/bits"
	"strconv"
)

// appendFloat appends f by one of the conversions a, A, e, E, f, g, G.
func (s *formatSpec) appendFloat(b []byte, f float64) []byte {
	if s.plain {
		switch s.conv {
		case 'g':
			return appendG(b, f, 6)
		case 'f':
			if abs := math.Abs(f); abs < 1e12 {
				if math.Signbit(f) {
					b = append(b, '-')
				}
				return appendFixed(b, abs, 6)
			}
		}
	}
	var space [128]byte
	body := s.appendSign(space[:0], math.Signbit(f))
	lead := len(body)
	abs := math.Abs(f)
	zeros := s.zero
	switch {
	case math.IsInf(f, 0):
		body = append(body, "inf"...)
		zeros = false
	case math.IsNaN(f):
		body = append(body, "nan"...)
		zeros = false
	default:
		prec := s.prec
		if prec < 0 {
			prec = 6
		}
		switch s.conv | 0x20 {
		case 'a':
			body = s.appendHex(body, abs)
			lead += 2 // zeros go behind "0x"
		case 'e':
			body = strconv.AppendFloat(body, abs, 'e', prec, 64)
			if s.sharp && prec == 0 { // d.e+XX
				body = append(body, 0)
				copy(body[lead+2:], body[lead+1:])
				body[lead+1] = '.'
			}
		case 'f':
			body = appendFixed(body, abs, prec)
			if s.sharp && prec == 0 {
				body = append(body, '.')
			}
		default:
			if s.sharp {
				body = appendGSharp(body, abs, max(prec, 1))
			} else {
				body = strconv.AppendFloat(body, abs, 'g', max(prec, 1), 64)
			}
		}
	}
	if isUpper(s.conv) {
		upper(body)
	}
	return s.appendPadded(b, body, lead, zeros)
}

var pow10 = [...]uint64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19}

// appendFixed appends abs, which is finite and not negative, as "%.<prec>f".
//
// strconv computes this with a multi-precision decimal. While abs*10^prec fits
// 63 bits it can be had exactly from one 128-bit product and a shift.
func appendFixed(b []byte, abs float64, prec int) []byte {
	if prec > 15 || abs >= 9e18/float64(pow10[prec&15]) {
		return strconv.AppendFloat(b, abs, 'f', prec, 64)
	}
	word := math.Float64bits(abs)
	mant, exp := word&(1<<52-1), int(word>>52)
	if exp == 0 {
		exp = 1
	} else {
		mant |= 1 << 52
	}
	exp -= 1075 // abs == mant << exp
	var q uint64
	hi, lo := bits.Mul64(mant, pow10[prec])
	switch shift := uint(-exp); {
	case exp >= 0: // abs*10^prec fits, so nothing is lost
		q = lo << uint(exp)
	case shift < 64:
		q = hi<<(64-shift) | lo>>shift
		half, rest := uint64(1)<<(shift-1), lo&(1<<shift-1)
		if rest > half || rest == half && q&1 != 0 {
			q++
		}
	case shift < 128:
		shift -= 64
		q = hi >> shift
		rest := hi & (1<<shift - 1)
		var half, halfLow uint64
		if shift == 0 {
			halfLow = 1 << 63
		} else {
			half = 1 << (shift - 1)
		}
		if rest > half || rest == half && (lo > halfLow || lo == halfLow && q&1 != 0) {
			q++
		}
	}
	var digits [24]byte
	d := strconv.AppendUint(digits[:0], q, 10)
	if prec == 0 {
		return append(b, d...)
	}
	if n := len(d) - prec; n > 0 {
		b = append(b, d[:n]...)
		b = append(b, '.')
		return append(b, d[n:]...)
	}
	b = append(b, '0', '.')
	b = appendFill(b, '0', prec-len(d))
	return append(b, d...)
}

// appendG appends f as "%.<prec>g".
func appendG(b []byte, f float64, prec int) []byte {
	switch {
	case math.IsInf(f, 0) || math.IsNaN(f):
		if math.Signbit(f) {
			b = append(b, '-')
		}
		if math.IsNaN(f) {
			return append(b, "nan"...)
		}
		return append(b, "inf"...)
	case f == math.Trunc(f) && math.Abs(f) < float64(pow10[prec]) && (f != 0 || !math.Signbit(f)):
		return strconv.AppendInt(b, int64(f), 10)
	}
	return strconv.AppendFloat(b, f, 'g', prec, 64)
}

// appendGSharp is "%#.<prec>g", which keeps trailing zeros.
func appendGSharp(b []byte, abs float64, prec int) []byte {
	start := len(b)
	b = strconv.AppendFloat(b, abs, 'e', prec-1, 64)
	e := len(b) - 1
	for b[e] != 'e' {
		e--
	}
	exp, _ := strconv.Atoi(string(b[e+1:]))
	if exp >= -4 && exp < prec {
		b = appendFixed(b[:start], abs, prec-1-exp)
		if exp == prec-1 {
			b = append(b, '.')
		}
		return b
	}
	if prec == 1 {
		b = append(b, 0)
		copy(b[start+2:], b[start+1:])
		b[start+1] = '.'
	}
	return b
}

// appendHex appends abs as glibc's %a does: one digit before the point, 0 for
// subnormals, rounded half to even.
func (s *formatSpec) appendHex(b []byte, abs float64) []byte {
	word := math.Float64bits(abs)
	mant, exp := word&(1<<52-1), int(word>>52)
	first := uint64(1)
	switch {
	case exp == 0 && mant == 0:
		first = 0
	case exp == 0:
		first, exp = 0, -1022
	default:
		exp -= 1023
	}
	digits := 13
	if s.prec >= 0 && s.prec < 13 {
		digits = s.prec
		drop := uint(13-digits) * 4
		all := first<<52 | mant
		rest, half := all&(1<<drop-1), uint64(1)<<(drop-1)
		all >>= drop
		if rest > half || rest == half && all&1 != 0 {
			all++
		}
		first, mant = all>>(uint(digits)*4), all<<drop&(1<<52-1)
	}
	b = append(b, '0', 'x', '0'+byte(first))
	if s.prec < 0 {
		for digits > 0 && mant>>uint(52-4*digits)&15 == 0 {
			digits--
		}
	}
	if digits > 0 || s.prec > 0 || s.sharp {
		b = append(b, '.')
	}
	for i := 1; i <= digits; i++ {
		b = append(b, "0123456789abcdef"[mant>>uint(52-4*i)&15])
	}
	b = appendFill(b, '0', s.prec-13)
	b = append(b, 'p')
	if exp >= 0 {
		b = append(b, '+')
	}
	return strconv.AppendInt(b, int64(exp), 10)
}

// appendTostring appends f as tostring writes it: "%.14g", with ".0" if that
// would look like an integer.
func appendTostring(b []byte, f float64) []byte {
	start := len(b)
	b = appendG(b, f, 14)
	for _, c := range b[start:] {
		if !isDigit(c) && c != '-' {
			return b
		}
	}
	return append(b, '.', '0')
}

// appendQuotedFloat appends a float as %q writes it: exactly, in hexadecimal.
func appendQuotedFloat(b []byte, f float64) []byte {
	switch {
	case math.IsInf(f, 1):
		return append(b, "1e9999"...)
	case math.IsInf(f, -1):
		return append(b, "-1e9999"...)
	case math.IsNaN(f):
		return append(b, "(0/0)"...)
	}
	s := formatSpec{conv: 'a', prec: -1}
	return s.appendFloat(b, f)
}
