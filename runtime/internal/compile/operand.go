package compile

// This file defines operands, the descriptions of expressions that are being
// compiled.

import (
	"math"

	"github.com/lusterlua/luster/runtime/internal/code"
)

// opKind says what an operand is.
type opKind uint8

const (
	opVoid opKind = iota // no value: an empty list
	opNil                // constants
	opTrue
	opFalse
	opInt
	opFloat
	opString
	opReg     // in register info
	opLocal   // local variable: vidx in vars, register info
	opUpval   // upvalue info
	opIndexed // register tab, key in register key
	opIndexUp // upvalue tab, key is constant key
	opIndexI  // register tab, key is the integer key
	opIndexS  // register tab, key is constant key
	opJump    // the condition of the jump at info
	opReloc   // computed by the instruction at info, into any register
	opCall    // results of the call at info
	opVararg  // results of the VARARG at info
)

// operand describes the value of an expression.
type operand struct {
	kind opKind
	tab  uint8
	vidx int32
	key  int
	info int
	i    int64
	f    float64
	s    string

	// Jumps out of the expression when its value is known to be true or false
	// (a TESTSET among them carries the value).
	ifTrue, ifFalse jumps
}

// hasJumps reports whether the value may come from elsewhere too.
func (e *operand) hasJumps() bool { return e.ifTrue.any() || e.ifFalse.any() }

// multi reports whether the expression can have any number of values.
func (e *operand) multi() bool { return e.kind == opCall || e.kind == opVararg }

// indexed reports whether the operand is an element of a table.
func (e *operand) indexed() bool { return opIndexed <= e.kind && e.kind <= opIndexS }

// numeral reports whether the operand is a numeric constant.
func (e *operand) numeral() bool {
	return (e.kind == opInt || e.kind == opFloat) && !e.hasJumps()
}

// constant returns the value of an operand that is a constant.
func (e *operand) constant() (c code.Const, ok bool) {
	if e.hasJumps() {
		return c, false
	}
	switch e.kind {
	case opNil:
		c.Kind = code.ConstNil
	case opTrue:
		c.Kind = code.ConstTrue
	case opFalse:
		c.Kind = code.ConstFalse
	case opInt:
		c.Kind, c.I = code.ConstInt, e.i
	case opFloat:
		c.Kind, c.F = code.ConstFloat, e.f
	case opString:
		c.Kind, c.S = code.ConstString, e.s
	default:
		return c, false
	}
	return c, true
}

// setConstant makes the operand a constant.
func (e *operand) setConstant(c *code.Const) {
	*e = operand{i: c.I, f: c.F, s: c.S}
	switch c.Kind {
	case code.ConstNil:
		e.kind = opNil
	case code.ConstTrue:
		e.kind = opTrue
	case code.ConstFalse:
		e.kind = opFalse
	case code.ConstInt:
		e.kind = opInt
	case code.ConstFloat:
		e.kind = opFloat
	case code.ConstString:
		e.kind = opString
	}
}

// shortString reports whether the operand is a string that an instruction with
// an inline cache can have as its key.
func (e *operand) shortString() bool {
	return e.kind == opString && !e.hasJumps() && len(e.s) <= code.MaxShortString
}

// immediate returns the operand as a signed 16-bit integer.
func (e *operand) immediate() (i int, ok bool) {
	if e.kind != opInt || e.hasJumps() || e.i != int64(int16(e.i)) {
		return 0, false
	}
	return int(e.i), true
}

// immediateNumber is immediate for comparisons, where a float with an integral
// value will do.
func (e *operand) immediateNumber() (i int, isFloat, ok bool) {
	if e.kind != opFloat {
		i, ok = e.immediate()
		return i, false, ok
	}
	if e.hasJumps() || !(math.MinInt16 <= e.f && e.f <= math.MaxInt16) || e.f != math.Trunc(e.f) {
		return 0, false, false
	}
	return int(e.f), true, true
}
