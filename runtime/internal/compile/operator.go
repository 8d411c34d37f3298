package compile

// This file defines how operators are compiled.

import (
	"github.com/lusterlua/luster/runtime/internal/code"
	"github.com/lusterlua/luster/runtime/internal/syntax"
)

// arith maps the arithmetic and bitwise operators to their instructions: with
// two registers, and with a constant right operand.
var arith = [syntax.OpShr + 1]struct{ regs, konst code.Op }{
	syntax.OpAdd:  {code.OpAdd, code.OpAddK},
	syntax.OpSub:  {code.OpSub, code.OpSubK},
	syntax.OpMul:  {code.OpMul, code.OpMulK},
	syntax.OpMod:  {code.OpMod, code.OpModK},
	syntax.OpPow:  {code.OpPow, code.OpPowK},
	syntax.OpDiv:  {code.OpDiv, code.OpDivK},
	syntax.OpIDiv: {code.OpIDiv, code.OpIDivK},
	syntax.OpBAnd: {code.OpBAnd, code.OpBAndK},
	syntax.OpBOr:  {code.OpBOr, code.OpBOrK},
	syntax.OpBXor: {code.OpBXor, code.OpBXorK},
	syntax.OpShl:  {code.OpShl, 0},
	syntax.OpShr:  {code.OpShr, 0},
}

// unary compiles an operator and its operand e.
func (f *fn) unary(op syntax.UnOp, e *operand, line int32) {
	f.discharge(e)
	switch op {
	case syntax.OpNot:
		f.not(e)
		return
	case syntax.OpMinus, syntax.OpBNot:
		if foldUnary(op, e) {
			return
		}
	}
	ins := [...]code.Op{syntax.OpMinus: code.OpUnm, syntax.OpBNot: code.OpBNot, syntax.OpLen: code.OpLen}[op]
	reg := f.toAnyReg(e)
	f.releaseOperand(e)
	*e = operand{kind: opReloc, info: f.emitABC(ins, 0, reg, 0, 0)}
	f.fixLine(line)
}

func (f *fn) not(e *operand) {
	switch e.kind {
	case opNil, opFalse:
		e.kind = opTrue
	case opInt, opFloat, opString, opTrue:
		e.kind = opFalse
	case opJump:
		f.negate(e.info)
	default:
		f.loadAny(e)
		f.releaseOperand(e)
		e.info = f.emitABC(code.OpNot, 0, e.info, 0, 0)
		e.kind = opReloc
	}
	e.ifTrue, e.ifFalse = e.ifFalse, e.ifTrue
	f.dropValues(e.ifFalse)
	f.dropValues(e.ifTrue)
}

// leftOperand prepares the left operand of an operator, before the right one
// is compiled.
func (f *fn) leftOperand(op syntax.BinOp, e *operand) {
	f.discharge(e)
	switch op {
	case syntax.OpAnd:
		f.goIfTrue(e)
	case syntax.OpOr:
		f.goIfFalse(e)
	case syntax.OpConcat:
		f.toNextReg(e)
	case syntax.OpEq, syntax.OpNe:
		if !e.comparable() {
			f.toAnyReg(e)
		}
	case syntax.OpLt, syntax.OpLe, syntax.OpGt, syntax.OpGe:
		if _, _, ok := e.immediateNumber(); !ok {
			f.toAnyReg(e)
		}
	default:
		if !e.numeral() {
			f.toAnyReg(e)
		}
	}
}

// comparable reports whether the operand is a constant that EQI or EQK takes.
func (e *operand) comparable() bool {
	_, ok := e.constant()
	return ok && (e.kind != opString || e.shortString())
}

// binary compiles e1 op e2 into e1, after both operands.
func (f *fn) binary(op syntax.BinOp, e1, e2 *operand, line int32) {
	f.discharge(e2)
	if fold(op, e1, e2) {
		return
	}
	switch op {
	case syntax.OpAnd:
		f.join(&e2.ifFalse, e1.ifFalse)
		*e1 = *e2
	case syntax.OpOr:
		f.join(&e2.ifTrue, e1.ifTrue)
		*e1 = *e2
	case syntax.OpConcat:
		f.toNextReg(e2)
		f.concat(e1, e2, line)
	case syntax.OpEq, syntax.OpNe:
		f.equal(op == syntax.OpEq, e1, e2)
	case syntax.OpLt, syntax.OpLe:
		f.order(op == syntax.OpLt, e1, e2)
	case syntax.OpGt, syntax.OpGe:
		*e1, *e2 = *e2, *e1
		f.order(op == syntax.OpGt, e1, e2)
	default:
		f.arithmetic(op, e1, e2, line)
	}
}

// concat compiles e1 .. e2, whose values are in successive registers. A
// concatenation on the right, which is compiled first, is extended.
func (f *fn) concat(e1, e2 *operand, line int32) {
	if prev := f.previous(); prev != nil && prev.Op() == code.OpConcat && prev.A() == e1.info+1 {
		*prev = code.ABC(code.OpConcat, e1.info, prev.B()+1, 0, 0)
		f.releaseOperand(e2)
		return
	}
	f.emitABC(code.OpConcat, e1.info, 2, 0, 0)
	f.releaseOperand(e2)
	f.fixLine(line)
}

// equal compiles e1 == e2, or ~= if want is false, to a jump.
func (f *fn) equal(want bool, e1, e2 *operand) {
	if e1.kind != opReg {
		*e1, *e2 = *e2, *e1 // the constant to the right
	}
	reg := f.toAnyReg(e1)
	var pc int
	if i, isFloat, ok := e2.immediateNumber(); ok {
		pc = f.condJump(code.OpEqI, reg, i, floatFlag(isFloat), want)
	} else if k, ok := f.comparableConst(e2); ok {
		pc = f.condJump(code.OpEqK, reg, k, 0, want)
	} else {
		r2 := f.toAnyReg(e2)
		pc = f.condJump(code.OpEq, reg, r2, 0, want)
	}
	f.releaseOperands(e1, e2)
	*e1 = operand{kind: opJump, info: pc}
}

func (f *fn) comparableConst(e *operand) (int, bool) {
	if !e.comparable() {
		return 0, false
	}
	return f.constOperand(e)
}

func floatFlag(isFloat bool) int {
	if isFloat {
		return code.FlagFloat
	}
	return 0
}

// order compiles e1 < e2, or e1 <= e2 if less is false, to a jump.
func (f *fn) order(less bool, e1, e2 *operand) {
	pick := func(lt, le code.Op) code.Op {
		if less {
			return lt
		}
		return le
	}
	var pc int
	if i, isFloat, ok := e2.immediateNumber(); ok {
		reg := f.toAnyReg(e1)
		pc = f.condJump(pick(code.OpLtI, code.OpLeI), reg, i, floatFlag(isFloat), true)
	} else if i, isFloat, ok := e1.immediateNumber(); ok {
		reg := f.toAnyReg(e2)
		pc = f.condJump(pick(code.OpGtI, code.OpGeI), reg, i, floatFlag(isFloat), true)
	} else {
		r1 := f.toAnyReg(e1)
		r2 := f.toAnyReg(e2)
		pc = f.condJump(pick(code.OpLt, code.OpLe), r1, r2, 0, true)
	}
	f.releaseOperands(e1, e2)
	*e1 = operand{kind: opJump, info: pc}
}

// arithmetic compiles an operator that computes a value from two numbers.
func (f *fn) arithmetic(op syntax.BinOp, e1, e2 *operand, line int32) {
	if f.immediateForm(op, e1, e2, line) {
		return
	}
	flags := 0
	switch op {
	case syntax.OpAdd, syntax.OpMul:
		if e1.numeral() {
			*e1, *e2 = *e2, *e1
			flags = code.FlagFlip
		}
	case syntax.OpBAnd, syntax.OpBOr, syntax.OpBXor:
		if e1.kind == opInt && e1.numeral() {
			*e1, *e2 = *e2, *e1
			flags = code.FlagFlip
		}
	}
	if f.constForm(op, e1, e2, flags, line) {
		return
	}
	if flags != 0 {
		*e1, *e2 = *e2, *e1
	}
	r2 := f.toAnyReg(e2)
	f.finishArith(arith[op].regs, e1, e2, r2, 0, line)
}

// immediateForm compiles the operator with a small integer in the instruction,
// if it has one. It reports whether it did.
func (f *fn) immediateForm(op syntax.BinOp, e1, e2 *operand, line int32) bool {
	i1, ok1 := e1.immediate()
	i2, ok2 := e2.immediate()
	flip := func(ins code.Op) bool {
		*e1, *e2 = *e2, *e1
		f.finishArith(ins, e1, e2, i1, code.FlagFlip, line)
		return true
	}
	switch {
	case op == syntax.OpAdd && ok1:
		return flip(code.OpAddI)
	case op == syntax.OpAdd && ok2:
		f.finishArith(code.OpAddI, e1, e2, i2, 0, line)
	case op == syntax.OpSub && ok2 && -i2 == int(int16(-i2)):
		f.finishArith(code.OpAddI, e1, e2, -i2, code.FlagSub, line)
	case op == syntax.OpShl && ok1:
		return flip(code.OpShlI)
	case op == syntax.OpShl && ok2:
		f.finishArith(code.OpShlI, e1, e2, i2, 0, line)
	case op == syntax.OpShr && ok1:
		return flip(code.OpShrI)
	case op == syntax.OpShr && ok2:
		f.finishArith(code.OpShrI, e1, e2, i2, 0, line)
	default:
		return false
	}
	return true
}

// constForm compiles the operator with a constant right operand, if there is
// such an instruction. It reports whether it did.
func (f *fn) constForm(op syntax.BinOp, e1, e2 *operand, flags int, line int32) bool {
	ins := arith[op].konst
	if ins == 0 || !e2.numeral() {
		return false
	}
	if op >= syntax.OpBAnd && e2.kind != opInt {
		return false
	}
	k, ok := f.constOperand(e2)
	if ok {
		f.finishArith(ins, e1, e2, k, flags, line)
	}
	return ok
}

// finishArith emits an operator on e1 and an operand that is in its final form.
func (f *fn) finishArith(ins code.Op, e1, e2 *operand, c, flags int, line int32) {
	b := f.toAnyReg(e1)
	pc := f.emitABC(ins, 0, b, c, flags)
	f.releaseOperands(e1, e2)
	*e1 = operand{kind: opReloc, info: pc}
	f.fixLine(line)
}
