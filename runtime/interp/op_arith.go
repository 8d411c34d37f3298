package interp

// This file defines the slow paths of arithmetic, comparison and concatenation.

import (
	"github.com/lusterlua/luster/runtime/internal/code"
	"math"
)

// arithEvent maps the arithmetic opcodes to their events.
var arithEvent = [code.NumOps]event{
	code.OpAdd: evAdd, code.OpSub: evSub, code.OpMul: evMul, code.OpMod: evMod, code.OpPow: evPow,
	code.OpDiv: evDiv, code.OpIDiv: evIDiv, code.OpBAnd: evBAnd, code.OpBOr: evBOr, code.OpBXor: evBXor,
	code.OpShl: evShl, code.OpShr: evShr, code.OpAddI: evAdd, code.OpAddK: evAdd, code.OpSubK: evSub,
	code.OpMulK: evMul, code.OpModK: evMod, code.OpPowK: evPow, code.OpDivK: evDiv, code.OpIDivK: evIDiv,
	code.OpBAndK: evBAnd, code.OpBOrK: evBOr, code.OpBXorK: evBXor, code.OpShlI: evShl, code.OpShrI: evShr,
	code.OpUnm: evUnm, code.OpBNot: evBNot,
}

// operands returns the operands of an arithmetic instruction in source order,
// and its event.
func (f *Frame) operands(i code.Instr) (a, b Value, e event) {
	R := f.regs()
	e = arithEvent[i.Op()]
	a = R[uint8(i.B())]
	flip := i.D()&code.FlagFlip != 0
	switch i.Op() {
	case code.OpAddI:
		b = Int(int64(i.SC()))
		if i.D()&code.FlagSub != 0 {
			b, e = Int(-int64(i.SC())), evSub
		}
	case code.OpShlI, code.OpShrI:
		b = Int(int64(i.SC()))
	case code.OpAddK, code.OpSubK, code.OpMulK, code.OpModK, code.OpPowK, code.OpDivK, code.OpIDivK,
		code.OpBAndK, code.OpBOrK, code.OpBXorK:
		b = *f.constant(i.C())
	default:
		return a, R[uint8(i.C())], e
	}
	if flip {
		a, b = b, a
	}
	return a, b, e
}

// slowArith completes a binary arithmetic or bitwise instruction.
//
//go:noinline
func (vm *VM) slowArith(i code.Instr) bool {
	f := frameAt(vm.fp)
	a, b, e := f.operands(i)
	res, ok, err := vm.arith(e, a, b)
	if err != nil {
		return vm.raise(err)
	}
	if ok {
		f.regs()[uint8(i.A())] = res
		return true
	}
	return vm.arithMeta(f, e, a, b)
}

// arith computes numbers; ok is false when metamethods decide.
func (vm *VM) arith(e event, a, b Value) (res Value, ok bool, err *Error) {
	if e >= evBAnd && e <= evShr {
		x, ok1 := toInt(a)
		y, ok2 := toInt(b)
		if !ok1 || !ok2 {
			return Nil, false, nil
		}
		return Int(bitwise(e, x, y)), true, nil
	}
	if a.isInt() && b.isInt() && e != evDiv && e != evPow {
		x, y := a.int(), b.int()
		switch e {
		case evAdd:
			return Int(x + y), true, nil
		case evSub:
			return Int(x - y), true, nil
		case evMul:
			return Int(x * y), true, nil
		case evMod:
			if y == 0 {
				return Nil, false, vm.newError(vm.where(0) + "attempt to perform 'n%0'")
			}
			return Int(imod(x, y)), true, nil
		default:
			if y == 0 {
				return Nil, false, vm.runError("attempt to divide by zero")
			}
			return Int(idiv(x, y)), true, nil
		}
	}
	x, ok1 := toFloat(a)
	y, ok2 := toFloat(b)
	if !ok1 || !ok2 {
		return Nil, false, nil
	}
	return Float(floatArith(e, x, y)), true, nil
}

func bitwise(e event, x, y int64) int64 {
	switch e {
	case evBAnd:
		return x & y
	case evBOr:
		return x | y
	case evBXor:
		return x ^ y
	case evShl:
		return shl(x, y)
	default:
		return shr(x, y)
	}
}

func floatArith(e event, x, y float64) float64 {
	switch e {
	case evAdd:
		return x + y
	case evSub:
		return x - y
	case evMul:
		return x * y
	case evDiv:
		return x / y
	case evMod:
		return fmod(x, y)
	case evPow:
		return Pow(x, y)
	default:
		return math.Floor(x / y)
	}
}

// arithMeta calls the metamethod for a binary operation.
func (vm *VM) arithMeta(f *Frame, e event, a, b Value) bool {
	mm := vm.metamethod(&a, e)
	if mm.t == uint64(KNil) {
		mm = vm.metamethod(&b, e)
	}
	if mm.t == uint64(KNil) {
		return vm.raise(vm.arithError(e, a, b))
	}
	return vm.callMeta(f, mm, a, b)
}

// slowUnary completes UNM, BNOT and LEN.
//
//go:noinline
func (vm *VM) slowUnary(i code.Instr) bool {
	f := frameAt(vm.fp)
	R := f.regs()
	v := R[uint8(i.B())]
	e := evLen
	switch i.Op() {
	case code.OpUnm:
		e = evUnm
	case code.OpBNot:
		if x, ok := toInt(v); ok {
			R[uint8(i.A())] = Int(^x)
			return true
		}
		e = evBNot
	default:
		switch {
		case v.isString():
			R[uint8(i.A())] = Int(int64(strLen(v)))
			return true
		case v.Kind() == KTable:
			t := v.table()
			if t.meta.IsNil() || vm.fastMeta(t.meta.Get(), evLen).t == uint64(KNil) {
				vm.fuel--
				R[uint8(i.A())] = Int(t.length())
				return true
			}
		}
	}
	mm := vm.metamethod(&v, e)
	if mm.t != uint64(KNil) {
		return vm.callMeta(f, mm, v, v)
	}
	if e == evLen {
		return vm.raise(vm.typeError(v, "get length of"))
	}
	return vm.raise(vm.arithError(e, v, v))
}

// slowCompare completes EQ, LT, LE and their forms with immediates.
//
//go:noinline
func (vm *VM) slowCompare(i code.Instr) bool {
	f := frameAt(vm.fp)
	R := f.regs()
	a := R[uint8(i.A())]
	var b Value
	op := i.Op()
	switch op {
	case code.OpEq, code.OpLt, code.OpLe:
		b = R[uint8(i.B())]
	case code.OpEqK:
		b = *f.constant(i.B())
		op = code.OpEq
	default:
		b = Int(int64(i.SB()))
		if i.F()&code.FlagFloat != 0 {
			b = Float(float64(i.SB()))
		}
	}
	if op == code.OpGtI || op == code.OpGeI {
		a, b = b, a
	}
	if Kind(a.t) == KLongStr && Kind(b.t) == KLongStr {
		return vm.compareLong(f, i, a, b)
	}
	if op == code.OpEq {
		return vm.compareEq(f, i, a, b)
	}
	strict := op == code.OpLt || op == code.OpLtI || op == code.OpGtI
	r, ok := compare(a, b, strict)
	if ok {
		return vm.condJump(f, i, r)
	}
	e := evLe
	if strict {
		e = evLt
	}
	mm := vm.metamethod(&a, e)
	if mm.t == uint64(KNil) {
		mm = vm.metamethod(&b, e)
	}
	if mm.t == uint64(KNil) {
		return vm.raise(vm.compareError(a, b))
	}
	return vm.callMeta(f, mm, a, b)
}

// compare orders numbers and strings; ok is false for other values.
func compare(a, b Value, strict bool) (r, ok bool) {
	switch {
	case a.isNumber() && b.isNumber():
		if strict {
			return ltNumber(a, b), true
		}
		return leNumber(a, b), true
	case a.isString() && b.isString():
		if strict {
			return str(a) < str(b), true
		}
		return str(a) <= str(b), true
	}
	return false, false
}

// compareEq completes EQ.
func (vm *VM) compareEq(f *Frame, i code.Instr, a, b Value) bool {
	if RawEquals(a, b) {
		return vm.condJump(f, i, true)
	}
	if mm := vm.eqMeta(a, b); mm.t != uint64(KNil) {
		return vm.callMeta(f, mm, a, b)
	}
	return vm.condJump(f, i, false)
}

// eqMeta returns the __eq metamethod for two different objects.
func (vm *VM) eqMeta(a, b Value) Value {
	if a.Kind() != b.Kind() || a.Kind() != KTable && a.Kind() != KUserdata {
		return Nil
	}
	mm := vm.metamethod(&a, evEq)
	if mm.t == uint64(KNil) {
		mm = vm.metamethod(&b, evEq)
	}
	return mm
}

// condJump ends a comparison of the frame f.
func (vm *VM) condJump(f *Frame, i code.Instr, r bool) bool {
	if r != (i.F()&code.FlagK != 0) {
		return true
	}
	f.pc += uintptr(jump(i))
	if i.J() < 0 {
		if vm.fuel += int64(i.J()); vm.fuel < 0 {
			return vm.refuelOrPause()
		}
	}
	return true
}

// opConcat is CONCAT.
//
//go:noinline
func (vm *VM) opConcat(i code.Instr) bool {
	f := frameAt(vm.fp)
	f.aux = int32(i.B())
	return vm.concatRun(f, i)
}

// concatRun goes on with a concatenation of which f.aux operands are left.
func (vm *VM) concatRun(f *Frame, i code.Instr) bool {
	first := f.slotOf(i.A())
	for n := int(f.aux); n > 1; n = int(f.aux) {
		last := valueAt(first + uintptr(n-1)*valueSize)
		prev := valueAt(first + uintptr(n-2)*valueSize)
		if !isConcat(last) || !isConcat(prev) {
			mm := vm.metamethod(prev, evConcat)
			if mm.t == uint64(KNil) {
				mm = vm.metamethod(last, evConcat)
			}
			if mm.t == uint64(KNil) {
				return vm.raise(vm.concatError(prev, last))
			}
			return vm.callMeta(f, mm, *prev, *last)
		}
		k := 2
		for k < n && isConcat(valueAt(first+uintptr(n-k-1)*valueSize)) {
			k++
		}
		at := valueAt(first + uintptr(n-k)*valueSize)
		total := 0
		for j := range k {
			if v := valueAt(at.addr() + uintptr(j)*valueSize); v.isString() {
				total += strLen(*v)
			}
		}
		if total > vm.cfg.MaxString {
			return vm.raise(vm.runError("string length overflow"))
		}
		vm.fuel -= int64(k)
		if total > longChunk {
			if done, ok := vm.concatLong(f, at, k); !done {
				return ok
			}
			f.aux = int32(n - k + 1)
			continue
		}
		vm.fuel -= int64(total >> 6)
		v, ok := vm.concat(at, k)
		if !ok {
			return vm.refused(vm.needMemory(int64(total)), f.top)
		}
		*at = v
		f.aux = int32(n - k + 1)
	}
	if vm.heap.Due() {
		return vm.collectStep(f.slotOf(i.A()+1), true)
	}
	return true
}

func isConcat(v *Value) bool { return v.isString() || v.isNumber() }

// finishOp completes the current instruction of f with the result of the
// metamethod that it called.
func (vm *VM) finishOp(f *Frame, res Value) bool {
	i := f.instr()
	switch i.Op() {
	case code.OpEq, code.OpLt, code.OpLe, code.OpEqK, code.OpEqI, code.OpLtI, code.OpLeI, code.OpGtI, code.OpGeI:
		return vm.condJump(f, i, res.truthy())
	case code.OpConcat:
		n := int(f.aux)
		*valueAt(f.slotOf(i.A()) + uintptr(n-2)*valueSize) = res
		f.aux--
		return vm.concatRun(f, i)
	case code.OpSetTabUp, code.OpSetTable, code.OpSetI, code.OpSetField:
		return true
	}
	f.regs()[uint8(i.A())] = res
	return true
}
