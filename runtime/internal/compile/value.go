package compile

// This file defines how the value of an operand is brought where it is needed.

import "github.com/lusterlua/luster/runtime/internal/code"

// setReturns makes a call or '...' give n values; -1 is all of them.
func (f *fn) setReturns(e *operand, n int) {
	i := &f.code[e.info]
	*i = i.WithC(n + 1)
	if e.kind == opVararg {
		*i = i.WithA(f.freeReg)
		f.reserve(1)
	}
}

// setOneReturn makes a call or '...' give one value, if e is one.
func (f *fn) setOneReturn(e *operand) {
	switch e.kind {
	case opCall:
		e.kind, e.info = opReg, f.code[e.info].A()
	case opVararg:
		f.code[e.info] = f.code[e.info].WithC(2)
		e.kind = opReloc
	}
}

// discharge makes sure that e is not a variable: its value is read.
func (f *fn) discharge(e *operand) {
	switch e.kind {
	case opLocal:
		e.kind = opReg
	case opUpval:
		e.info = f.emitABC(code.OpGetUpval, 0, e.info, 0, 0)
		e.kind = opReloc
	case opIndexUp:
		e.info = f.emitABC(code.OpGetTabUp, 0, int(e.tab), e.key, 0)
		e.kind = opReloc
	case opIndexI:
		f.release(int(e.tab))
		e.info = f.emitABC(code.OpGetI, 0, int(e.tab), e.key, 0)
		e.kind = opReloc
	case opIndexS:
		f.release(int(e.tab))
		e.info = f.emitABC(code.OpGetField, 0, int(e.tab), e.key, 0)
		e.kind = opReloc
	case opIndexed:
		f.release2(int(e.tab), e.key)
		e.info = f.emitABC(code.OpGetTable, 0, int(e.tab), e.key, 0)
		e.kind = opReloc
	case opVararg, opCall:
		f.setOneReturn(e)
	}
}

// load puts the value of e, but for its jumps, into a register.
func (f *fn) load(e *operand, reg int) {
	f.discharge(e)
	switch e.kind {
	case opNil:
		f.loadNil(reg, 1)
	case opFalse:
		f.emitABC(code.OpLoadFalse, reg, 0, 0, 0)
	case opTrue:
		f.emitABC(code.OpLoadTrue, reg, 0, 0, 0)
	case opInt:
		f.loadInt(reg, e.i)
	case opFloat:
		f.emitAK(code.OpLoadK, reg, 0, f.addConst(code.Const{Kind: code.ConstFloat, F: e.f}))
	case opString:
		f.emitAK(code.OpLoadK, reg, 0, f.addConst(code.Const{Kind: code.ConstString, S: e.s}))
	case opReloc:
		f.code[e.info] = f.code[e.info].WithA(reg)
	case opReg:
		if reg != e.info {
			f.emitABC(code.OpMove, reg, e.info, 0, 0)
		}
	default:
		return // a jump: exp2reg makes the value
	}
	e.kind, e.info = opReg, reg
}

// loadAny puts the value of e, but for its jumps, into some register.
func (f *fn) loadAny(e *operand) {
	if e.kind != opReg {
		f.reserve(1)
		f.load(e, f.freeReg-1)
	}
}

// toReg puts the final value of e into a register.
func (f *fn) toReg(e *operand, reg int) {
	f.load(e, reg)
	if e.kind == opJump {
		f.join(&e.ifTrue, jumpAt(e.info))
	}
	if e.hasJumps() {
		var atFalse, atTrue int
		if f.needsValue(e.ifTrue) || f.needsValue(e.ifFalse) {
			var around jumps
			if e.kind != opJump {
				around = jumpAt(f.jump())
			}
			f.here()
			atFalse = f.emitABC(code.OpLFalseSkip, reg, 0, 0, 0)
			f.here()
			atTrue = f.emitABC(code.OpLoadTrue, reg, 0, 0, 0)
			f.patchHere(around)
		}
		end := f.here()
		f.patchValues(e.ifFalse, end, reg, atFalse)
		f.patchValues(e.ifTrue, end, reg, atTrue)
	}
	*e = operand{kind: opReg, info: reg}
}

// toNextReg puts the final value of e into the next free register.
func (f *fn) toNextReg(e *operand) {
	f.discharge(e)
	f.releaseOperand(e)
	f.reserve(1)
	f.toReg(e, f.freeReg-1)
}

// toAnyReg puts the final value of e into some register and returns it.
func (f *fn) toAnyReg(e *operand) int {
	f.discharge(e)
	if e.kind == opReg {
		if !e.hasJumps() {
			return e.info
		}
		if e.info >= f.activeRegs {
			f.toReg(e, e.info)
			return e.info
		}
		// A variable must not be overwritten with the values of the jumps.
	}
	f.toNextReg(e)
	return e.info
}

// toAnyRegOrUpval is toAnyReg, but leaves an upvalue where it is.
func (f *fn) toAnyRegOrUpval(e *operand) {
	if e.kind != opUpval || e.hasJumps() {
		f.toAnyReg(e)
	}
}

// toValue makes sure that e is a register or a constant, or an open
// instruction.
func (f *fn) toValue(e *operand) {
	if e.kind == opJump || e.hasJumps() {
		f.toAnyReg(e)
	} else {
		f.discharge(e)
	}
}

// toRK puts e into a register, unless it is a constant that a 16-bit operand
// can name, and returns the operand for it.
func (f *fn) toRK(e *operand) int {
	if k, ok := f.constOperand(e); ok && k <= code.MaxRK {
		return k + 256
	}
	return f.toAnyReg(e)
}

// store assigns the value of e to a variable or table element.
func (f *fn) store(target, e *operand) {
	switch target.kind {
	case opLocal:
		f.releaseOperand(e)
		f.toReg(e, target.info)
		return
	case opUpval:
		f.emitABC(code.OpSetUpval, f.toAnyReg(e), target.info, 0, 0)
	case opIndexUp:
		f.emitABC(code.OpSetTabUp, int(target.tab), target.key, f.toRK(e), 0)
	case opIndexI:
		f.emitABC(code.OpSetI, int(target.tab), target.key, f.toRK(e), 0)
	case opIndexS:
		f.emitABC(code.OpSetField, int(target.tab), target.key, f.toRK(e), 0)
	case opIndexed:
		f.emitABC(code.OpSetTable, int(target.tab), target.key, f.toRK(e), 0)
	}
	f.releaseOperand(e)
}

// index makes t the element of table t (in a register or an upvalue) at key k.
func (f *fn) index(t, k *operand) {
	key, short := 0, false
	if k.shortString() {
		key, short = f.constOperand(k)
	}
	if t.kind == opUpval {
		if short {
			*t = operand{kind: opIndexUp, tab: uint8(t.info), key: key}
			return
		}
		f.toAnyReg(t)
	}
	i, isInt := 0, k.kind == opInt && !k.hasJumps() && k.i == int64(uint16(k.i))
	if isInt {
		i = int(k.i)
	}
	switch tab := uint8(t.info); {
	case short:
		*t = operand{kind: opIndexS, tab: tab, key: key}
	case isInt:
		*t = operand{kind: opIndexI, tab: tab, key: i}
	default:
		*t = operand{kind: opIndexed, tab: tab, key: f.toAnyReg(k)}
	}
}

// method makes e a method of e, with e in the register that follows.
func (f *fn) method(e *operand, name *operand) {
	obj := f.toAnyReg(e)
	f.releaseOperand(e)
	base := f.freeReg
	f.reserve(2)
	*e = operand{kind: opReg, info: base}
	if name.shortString() {
		if k, ok := f.constOperand(name); ok {
			f.emitABC(code.OpSelf, base, obj, k, 0)
			return
		}
	}
	// The object first: its register may be the base.
	f.emitABC(code.OpMove, base+1, obj, 0, 0)
	key := f.toAnyReg(name)
	f.emitABC(code.OpGetTable, base, base+1, key, 0)
	f.releaseOperand(name)
}

// jumpOn emits a jump that is taken when e is cond.
func (f *fn) jumpOn(e *operand, cond bool) int {
	if e.kind == opReloc {
		if i := f.code[e.info]; i.Op() == code.OpNot {
			f.removeLast()
			return f.condJump(code.OpTest, i.B(), 0, 0, !cond)
		}
	}
	f.loadAny(e)
	f.releaseOperand(e)
	return f.condJump(code.OpTestSet, noReg, e.info, 0, cond)
}

// goIfTrue goes on if e is true, and jumps otherwise.
func (f *fn) goIfTrue(e *operand) {
	f.discharge(e)
	var l jumps
	switch e.kind {
	case opJump:
		f.negate(e.info)
		l = jumpAt(e.info)
	case opTrue, opInt, opFloat, opString:
	case opFalse:
		l = jumpAt(f.jump())
	default:
		l = jumpAt(f.jumpOn(e, false))
	}
	f.join(&l, e.ifFalse)
	e.ifFalse = l
	f.patchHere(e.ifTrue)
	e.ifTrue = jumps{}
}

// goIfFalse goes on if e is false, and jumps otherwise.
func (f *fn) goIfFalse(e *operand) {
	f.discharge(e)
	var l jumps
	switch e.kind {
	case opJump:
		l = jumpAt(e.info)
	case opNil, opFalse:
	case opTrue:
		l = jumpAt(f.jump())
	default:
		l = jumpAt(f.jumpOn(e, true))
	}
	f.join(&l, e.ifTrue)
	e.ifTrue = l
	f.patchHere(e.ifFalse)
	e.ifFalse = jumps{}
}
