package stdlib

// This file defines the arithmetic of strings: the metamethods that convert
// strings that read as numbers.

import (
	"math"

	rt "github.com/lusterlua/luster/runtime"
)

// arithOp is an operator with a metamethod.
type arithOp uint8

const (
	arithAdd arithOp = iota
	arithSub
	arithMul
	arithMod
	arithPow
	arithDiv
	arithIDiv
	arithUnm
)

// stringArith are the metamethods.
var stringArith = []function{
	{"__add", arith(arithAdd, "__add")},
	{"__sub", arith(arithSub, "__sub")},
	{"__mul", arith(arithMul, "__mul")},
	{"__mod", arith(arithMod, "__mod")},
	{"__pow", arith(arithPow, "__pow")},
	{"__div", arith(arithDiv, "__div")},
	{"__idiv", arith(arithIDiv, "__idiv")},
	{"__unm", arith(arithUnm, "__unm")},
}

// arith returns the metamethod for an operator.
func arith(op arithOp, event string) rt.Function {
	return func(c *rt.Call) error {
		a, b := c.Arg(1), c.Arg(2)
		x, okX := stringNumber(c, a)
		y, okY := stringNumber(c, b)
		if okX && okY {
			v, msg := compute(op, x, y)
			if msg != "" {
				return plainError(c, "%s", msg)
			}
			return c.Return1(v)
		}
		// The other operand may know what to do.
		if mm := c.VM().Metafield(b, event); !b.IsString() && !mm.IsNil() {
			return c.TailCall(mm, a, b)
		}
		return c.Errorf("attempt to %s a '%s' with a '%s'", event[2:], a.TypeName(), b.TypeName())
	}
}

// stringNumber returns the number that v is, or reads as.
func stringNumber(c *rt.Call, v rt.Value) (rt.Value, bool) {
	if v.IsNumber() {
		return v, true
	}
	s, ok := c.StringView(v)
	if !ok {
		return rt.Nil, false
	}
	c.Charge(len(s) / 8)
	return rt.ParseNumber(s)
}

// compute applies the operator to two numbers: integers if both are and the
// operator keeps them, else floats.
func compute(op arithOp, x, y rt.Value) (v rt.Value, msg string) {
	a, okA := x.AsInt()
	b, okB := y.AsInt()
	if okA && okB && op != arithPow && op != arithDiv {
		n, msg := computeInt(op, a, b)
		return rt.Int(n), msg
	}
	f, _ := x.ToFloat()
	g, _ := y.ToFloat()
	return rt.Float(computeFloat(op, f, g)), ""
}

func computeInt(op arithOp, a, b int64) (n int64, msg string) {
	switch op {
	case arithAdd:
		return a + b, ""
	case arithSub:
		return a - b, ""
	case arithMul:
		return a * b, ""
	case arithUnm:
		return -a, ""
	}
	if b == 0 {
		if op == arithMod {
			return 0, "attempt to perform 'n%0'"
		}
		return 0, "attempt to divide by zero"
	}
	// Go's quotient of the smallest integer and -1 wraps around, as Lua's.
	q, r := a/b, a%b
	if r != 0 && (r^b) < 0 {
		q--
		r += b
	}
	if op == arithMod {
		return r, ""
	}
	return q, ""
}

func computeFloat(op arithOp, f, g float64) float64 {
	switch op {
	case arithAdd:
		return f + g
	case arithSub:
		return f - g
	case arithMul:
		return f * g
	case arithDiv:
		return f / g
	case arithUnm:
		return -f
	case arithIDiv:
		return math.Floor(f / g)
	case arithPow:
		return rt.Pow(f, g)
	}
	m := math.Mod(f, g)
	if m != 0 && (m < 0) != (g < 0) {
		m += g
	}
	return m
}
