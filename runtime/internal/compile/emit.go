package compile

// This file defines how instructions are emitted, and registers and constants
// allocated.

import (
	"math"

	"github.com/lusterlua/luster/runtime/internal/code"
)

// Limits of the instruction format, and of a function as PUC-Rio has them.
const (
	maxRegs   = 255
	noReg     = 255 // in a TESTSET: no register yet
	maxOper   = 1<<16 - 1
	maxLocals = 200
	maxUpvals = 255
)

const msgTooLong = "control structure too long"

func (f *fn) pc() int { return len(f.code) }

// emit appends an instruction on the line of the last token and returns its
// position.
func (f *fn) emit(i code.Instr) int {
	f.code = append(f.code, i)
	f.lines = append(f.lines, f.g.line)
	return len(f.code) - 1
}

func (f *fn) emitABC(op code.Op, a, b, c, d int) int { return f.emit(code.ABC(op, a, b, c, d)) }

func (f *fn) emitAK(op code.Op, a, b, k int) int { return f.emit(code.AK(op, a, b, k)) }

// fixLine gives the last instruction another line.
func (f *fn) fixLine(line int32) { f.lines[len(f.lines)-1] = line }

// removeLast removes the last instruction.
func (f *fn) removeLast() {
	f.code = f.code[:len(f.code)-1]
	f.lines = f.lines[:len(f.lines)-1]
}

// previous returns the last instruction if nothing can jump between it and the
// next one.
func (f *fn) previous() *code.Instr {
	if f.pc() > f.lastTarget {
		return &f.code[f.pc()-1]
	}
	return nil
}

// here returns the position of the next instruction, as a target of jumps.
func (f *fn) here() int {
	f.lastTarget = f.pc()
	return f.pc()
}

// loadNil sets n registers to nil.
func (f *fn) loadNil(from, n int) {
	last := from + n - 1
	if prev := f.previous(); prev != nil && prev.Op() == code.OpLoadNil {
		pfrom := prev.A()
		plast := pfrom + prev.B()
		if pfrom <= from && from <= plast+1 || from <= pfrom && pfrom <= last+1 {
			from, last = min(from, pfrom), max(last, plast)
			*prev = code.ABC(code.OpLoadNil, from, last-from, 0, 0)
			return
		}
	}
	f.emitABC(code.OpLoadNil, from, n-1, 0, 0)
}

// loadInt sets a register to an integer.
func (f *fn) loadInt(reg int, i int64) {
	if i == int64(int32(i)) {
		f.emitAK(code.OpLoadI, reg, 0, int(i))
		return
	}
	f.emitAK(code.OpLoadK, reg, 0, f.addConst(code.Const{Kind: code.ConstInt, I: i}))
}

// checkStack notes that n registers above the used ones are needed.
func (f *fn) checkStack(n int) {
	need := f.freeReg + n
	if need <= f.maxStack {
		return
	}
	if need >= maxRegs {
		f.g.fail("function or expression needs too many registers", true)
		return
	}
	f.maxStack = need
}

func (f *fn) reserve(n int) {
	f.checkStack(n)
	f.freeReg += n
}

// release frees a register unless a variable lives in it.
func (f *fn) release(reg int) {
	if reg >= f.activeRegs {
		f.freeReg--
	}
}

// release2 frees two registers.
func (f *fn) release2(r1, r2 int) {
	f.release(max(r1, r2))
	f.release(min(r1, r2))
}

// releaseOperand frees the register of an operand, if it has one.
func (f *fn) releaseOperand(e *operand) {
	if e.kind == opReg {
		f.release(e.info)
	}
}

// releaseOperands frees the registers of two operands, the higher one first.
func (f *fn) releaseOperands(e1, e2 *operand) {
	if e1.kind == opReg && e2.kind == opReg && e1.info < e2.info {
		e1, e2 = e2, e1
	}
	f.releaseOperand(e1)
	f.releaseOperand(e2)
}

// constKey is what makes two constants the same one: floats by their bits.
type constKey struct {
	kind code.ConstKind
	bits uint64
	s    string
}

// addConst returns the index of a constant.
func (f *fn) addConst(c code.Const) int {
	key := constKey{c.Kind, uint64(c.I), c.S}
	if c.Kind == code.ConstFloat {
		key.bits = math.Float64bits(c.F)
	}
	if k, ok := f.constIndex[key]; ok {
		return k
	}
	k := len(f.consts)
	f.consts = append(f.consts, c)
	f.constIndex[key] = k
	return k
}

// constOperand returns the index of an operand that is a constant, if it fits
// a 16-bit operand.
func (f *fn) constOperand(e *operand) (k int, ok bool) {
	c, ok := e.constant()
	if !ok {
		return 0, false
	}
	k = f.addConst(c)
	return k, k <= maxOper
}

// closeOver emits CLOSE for the registers from reg on.
func (f *fn) closeOver(reg int) { f.emitABC(code.OpClose, reg, 0, 0, 0) }
