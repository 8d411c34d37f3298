package compile

// This file defines constant folding: what numbers give, computed here when
// nothing can go wrong and nothing is lost.

import (
	"math"

	"github.com/lusterlua/luster/runtime/internal/syntax"
)

// number is a numeric constant.
type number struct {
	isInt bool
	i     int64
	f     float64
}

func (e *operand) number() number { return number{e.kind == opInt, e.i, e.f} }

func (n number) float() float64 {
	if n.isInt {
		return float64(n.i)
	}
	return n.f
}

// int returns the number as an integer if it has that value exactly.
func (n number) int() (int64, bool) {
	if n.isInt {
		return n.i, true
	}
	if n.f >= -0x1p63 && n.f < 0x1p63 && n.f == math.Trunc(n.f) {
		return int64(n.f), true
	}
	return 0, false
}

// fold computes e1 op e2 into e1 and reports true if both are numerals and the
// result is a number that a constant can stand for: not NaN, and no float zero,
// whose sign would be lost. A division by zero is left to run time.
func fold(op syntax.BinOp, e1, e2 *operand) bool {
	if op > syntax.OpShr || !e1.numeral() || !e2.numeral() {
		return false
	}
	a, b := e1.number(), e2.number()
	switch op {
	case syntax.OpBAnd, syntax.OpBOr, syntax.OpBXor, syntax.OpShl, syntax.OpShr:
		x, ok1 := a.int()
		y, ok2 := b.int()
		if !ok1 || !ok2 {
			return false
		}
		return e1.setInt(foldBits(op, x, y))
	case syntax.OpDiv, syntax.OpIDiv, syntax.OpMod:
		if b.float() == 0 {
			return false
		}
	}
	if a.isInt && b.isInt && op != syntax.OpDiv && op != syntax.OpPow {
		return e1.setInt(foldInts(op, a.i, b.i))
	}
	if op == syntax.OpPow && !exactPow(a.float(), b.float()) {
		return false
	}
	return e1.setFloat(foldFloats(op, a.float(), b.float()))
}

// foldUnary computes -e or ~e.
func foldUnary(op syntax.UnOp, e *operand) bool {
	if !e.numeral() {
		return false
	}
	n := e.number()
	if op == syntax.OpBNot {
		i, ok := n.int()
		return ok && e.setInt(^i)
	}
	if n.isInt {
		return e.setInt(-n.i)
	}
	return e.setFloat(-n.f)
}

func (e *operand) setInt(i int64) bool {
	*e = operand{kind: opInt, i: i}
	return true
}

func (e *operand) setFloat(f float64) bool {
	if f == 0 || f != f {
		return false
	}
	*e = operand{kind: opFloat, f: f}
	return true
}

func foldBits(op syntax.BinOp, x, y int64) int64 {
	switch op {
	case syntax.OpBAnd:
		return x & y
	case syntax.OpBOr:
		return x | y
	case syntax.OpBXor:
		return x ^ y
	case syntax.OpShr:
		if y == math.MinInt64 {
			return 0
		}
		y = -y
	}
	switch { // shift left by y
	case y <= -64 || y >= 64:
		return 0
	case y < 0:
		return int64(uint64(x) >> -y)
	}
	return x << y
}

func foldInts(op syntax.BinOp, x, y int64) int64 {
	switch op {
	case syntax.OpAdd:
		return x + y
	case syntax.OpSub:
		return x - y
	case syntax.OpMul:
		return x * y
	case syntax.OpIDiv:
		q := x / y
		if x%y != 0 && x^y < 0 {
			q--
		}
		return q
	}
	m := x % y
	if m != 0 && m^y < 0 {
		m += y
	}
	return m
}

func foldFloats(op syntax.BinOp, x, y float64) float64 {
	switch op {
	case syntax.OpAdd:
		return x + y
	case syntax.OpSub:
		return x - y
	case syntax.OpMul:
		return x * y
	case syntax.OpDiv:
		return x / y
	case syntax.OpIDiv:
		return math.Floor(x / y)
	case syntax.OpPow:
		if y == 2 {
			return x * x
		}
		return math.Pow(x, y)
	}
	m := math.Mod(x, y)
	if m != 0 && (m < 0) != (y < 0) { // m*y might underflow
		m += y
	}
	return m
}

// exactPow reports whether x^y is the same in every implementation of pow: a
// power of two, or a product of integers that a float holds exactly. Only such
// a result may be computed here, because the engine's pow need not be Go's.
func exactPow(x, y float64) bool {
	if y == 1 || y == 2 {
		return true // x and x*x
	}
	if y != math.Trunc(y) || math.Abs(y) > 1023 {
		return false
	}
	if frac, exp := math.Frexp(x); frac == 0.5 {
		e := float64(exp-1) * y
		return -1022 <= e && e <= 1023
	}
	if x != math.Trunc(x) || y < 0 {
		return false
	}
	r := 1.0
	for ; y > 0; y-- {
		if r *= x; math.Abs(r) >= 1<<53 {
			return false
		}
	}
	return true
}
