package stdlib

// This file defines how numerals of any length are read under the budget.

import (
	"strconv"

	"github.com/lusterlua/luster/internal/audit"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// longNumeral is the length from which a numeral is shortened before it is read.
const longNumeral = 512

// keptDigits is how many significant digits a shortened numeral keeps. Beyond the
// 768th only whether there is any digit but zero can matter to a float; strconv
// takes 800.
const keptDigits = 790

// shortening makes a short numeral of a long one: of its significant digits the
// first, of the others a 1 if any was not zero, and their number in the exponent.
// What is no numeral stays none. Hexadecimal integers wrap around, so of those
// the last digits are kept.
type shortening struct {
	s       rt.Value
	toInt   bool // for math.tointeger
	at      int
	state   numeralState
	hex     bool
	head    []byte // sign and prefix
	digits  []byte
	dropped int64 // digits after the kept ones, in front of the point
	sticky  bool
	some    bool   // a digit was seen
	point   bool   // and the point
	after   int64  // kept digits behind the point
	tail    []byte // the exponent
}

// numeralState is the part of a numeral that is being read.
type numeralState uint8

const (
	numeralStart numeralState = iota
	numeralDigits
	numeralExponent
	numeralEnd
	numeralBad
)

// parseLong ends the function with the number that the string v reads as, or nil.
func parseLong(c *rt.Call, v rt.Value, toInt bool) error {
	return (&shortening{s: v, toInt: toInt}).Resume(c)
}

// Resume implements rt.Sequence.
func (n *shortening) Resume(c *rt.Call) error {
	s, _ := c.StringView(n.s)
	for n.at < len(s) && n.state != numeralBad {
		end := min(len(s), n.at+stepBudget)
		from := n.at
		for n.at < end && n.state != numeralBad {
			n.at += n.take(s)
		}
		audit.Work(n.at - from)
		if !c.Charge((n.at-from)/2) && n.at < len(s) {
			return c.Suspend(n)
		}
	}
	v, ok := rt.ParseNumber(n.text())
	if n.toInt {
		i, exact := v.ToInt()
		if v = rt.Int(i); !exact {
			ok = false
		}
	}
	if n.state == numeralBad || !ok {
		return c.Return1(rt.Nil)
	}
	return c.Return1(v)
}

// take reads the byte at n.at, or goes on to the next state. It returns how many
// bytes it used.
func (n *shortening) take(s string) int {
	b := s[n.at]
	switch n.state {
	case numeralStart:
		switch {
		case isSpace(b) && len(n.head) == 0:
			return 1
		case (b == '-' || b == '+') && len(n.head) == 0:
			n.head = append(n.head, b)
			return 1
		}
		n.state = numeralDigits
		if b == '0' && n.at+1 < len(s) && s[n.at+1]|0x20 == 'x' {
			n.hex = true
			n.head = append(n.head, "0x"...)
			return 2
		}
	case numeralDigits:
		return n.digit(b)
	case numeralExponent:
		sign := (b == '-' || b == '+') && len(n.tail) == 1
		switch {
		case isDigit(b) && len(n.tail) < 12 || sign:
			n.tail = append(n.tail, b)
			return 1
		case isDigit(b): // a digit more changes nothing, unless all are zeros
			if n.tail[2] == '0' {
				copy(n.tail[2:], n.tail[3:])
				n.tail[len(n.tail)-1] = b
			}
			return 1
		}
		n.state = numeralEnd
	default:
		if isSpace(b) {
			return 1
		}
		n.state = numeralBad
	}
	return 0
}

// digit reads a byte among the digits.
func (n *shortening) digit(b byte) int {
	switch {
	case isDigit(b) || n.hex && isXDigit(b):
		n.some = true
		switch {
		case b == '0' && len(n.digits) == 0: // leads
			if n.point {
				n.after++
			}
		case len(n.digits) < keptDigits:
			n.digits = append(n.digits, b)
			if n.point {
				n.after++
			}
		default:
			n.sticky = n.sticky || b != '0'
			if !n.point {
				n.dropped++
				if n.hex { // an integer, perhaps: the last digits count
					copy(n.digits[keptDigits/2:], n.digits[keptDigits/2+1:])
					n.digits[keptDigits-1] = b
				}
			}
		}
		return 1
	case b == '.' && !n.point:
		n.point = true
		return 1
	case n.some && (!n.hex && b|0x20 == 'e' || n.hex && b|0x20 == 'p'):
		n.tail = append(n.tail, b)
		n.state = numeralExponent
		return 1
	}
	n.state = numeralEnd
	return 0
}

// text returns the short numeral.
func (n *shortening) text() string {
	b := append([]byte(nil), n.head...)
	if !n.some {
		return "" // no digit, no number
	}
	if len(n.digits) == 0 {
		b = append(b, '0')
	}
	b = append(b, n.digits...)
	if !n.point && len(n.tail) == 0 && (n.hex || n.dropped == 0) {
		return string(b) // an integer
	}
	scale := n.dropped - n.after
	if n.sticky {
		b = append(b, '1')
		scale--
	}
	exp := int64(0)
	if len(n.tail) > 0 {
		var err error
		if exp, err = strconv.ParseInt(string(n.tail[1:]), 10, 64); err != nil {
			return "" // no digits behind the mark
		}
	}
	mark := byte('e')
	if n.hex {
		mark = 'p'
		scale *= 4
	}
	b = append(b, mark)
	return string(strconv.AppendInt(b, scale+exp, 10))
}

// TraceGC marks the string.
func (n *shortening) TraceGC(t *gc.Tracer) { n.s.TraceGC(t) }

// baseNumeral is an integer of digits and letters below base, with a sign and
// white space around it. It wraps around, as in the reference.
type baseNumeral struct {
	s     rt.Value
	base  uint64
	at    int
	state numeralState
	neg   bool
	some  bool
	n     uint64
}

// Resume implements rt.Sequence.
func (p *baseNumeral) Resume(c *rt.Call) error {
	s, _ := c.StringView(p.s)
	for p.at < len(s) && p.state != numeralBad {
		from := p.at
		for end := min(len(s), p.at+stepBudget); p.at < end && p.state != numeralBad; {
			p.take(s[p.at])
		}
		audit.Work(p.at - from)
		if !c.Charge((p.at-from)/4) && p.at < len(s) {
			return c.Suspend(p)
		}
	}
	switch {
	case p.state == numeralBad || !p.some:
		return c.Return1(rt.Nil)
	case p.neg:
		return c.Return1(rt.Int(-int64(p.n)))
	}
	return c.Return1(rt.Int(int64(p.n)))
}

// take reads one byte, or goes on to the next state.
func (p *baseNumeral) take(b byte) {
	switch p.state {
	case numeralStart:
		if isSpace(b) {
			p.at++
			return
		}
		if p.state = numeralDigits; b == '-' || b == '+' {
			p.neg = b == '-'
			p.at++
		}
	case numeralDigits:
		d, ok := digitOf(b)
		switch {
		case !ok:
			p.state = numeralEnd
		case d >= p.base:
			p.state = numeralBad
		default:
			p.n = p.n*p.base + d
			p.some = true
			p.at++
		}
	default:
		if p.at++; !isSpace(b) || !p.some {
			p.state = numeralBad
		}
	}
}

// TraceGC marks the string.
func (p *baseNumeral) TraceGC(t *gc.Tracer) { p.s.TraceGC(t) }
