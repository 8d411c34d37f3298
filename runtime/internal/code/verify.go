package code

// This file defines the verifier: what the engine relies on when it executes a
// prototype without looking.
//
// The engine indexes registers, constants, upvalues and nested prototypes
// without a check, follows jumps, and takes "up to the top" as the top that the
// instruction before has left. A verified prototype keeps all of these in
// bounds, whatever values the program computes with. Nothing is promised about
// what a program means.

import (
	"errors"
	"fmt"
)

// MaxRegisters is the largest number of registers that a function may have.
const MaxRegisters = 255

// Verify checks a prototype and those nested in it.
func Verify(p *Proto) error { return verify(p, &meter{}) }

// stopped is the error of a budget, which ended the verification.
type stopped struct{ err error }

func (s *stopped) Error() string { return s.err.Error() }

// verify is Verify; the work is counted by m, whose error comes back as a
// *stopped.
func verify(p *Proto, m *meter) error {
	if p == nil {
		return errors.New("no prototype")
	}
	// A list, not recursion: prototypes may come from a hostile file.
	for work := []*Proto{p}; len(work) > 0; {
		p := work[len(work)-1]
		work = work[:len(work)-1]
		v := verifier{p: p, meter: m}
		if err := v.proto(); err != nil {
			return fmt.Errorf("function at line %d: %w", p.LineDefined, err)
		}
		work = append(work, p.Protos...)
	}
	return nil
}

// verifier checks one prototype.
type verifier struct {
	p       *Proto
	meter   *meter
	targets []bool // by pc: something jumps there
	closing bool   // a return has upvalues or variables to close
}

func (v *verifier) proto() error {
	p := v.p
	if err := v.header(); err != nil {
		return err
	}
	if err := v.meter.take(len(p.Code)); err != nil {
		return &stopped{err}
	}
	v.targets = make([]bool, len(p.Code))
	for pc := range p.Code {
		if err := v.operands(pc); err != nil {
			return v.at(pc, err)
		}
		v.closing = v.closing || v.opens(p.Code[pc])
		if err := v.meter.spend(1); err != nil {
			return &stopped{err}
		}
	}
	for pc := range p.Code {
		if err := v.meter.spend(1); err != nil {
			return &stopped{err}
		}
		if err := v.special(pc); err != nil {
			return v.at(pc, err)
		}
		if err := v.top(pc); err != nil {
			return v.at(pc, err)
		}
	}
	return nil
}

func (v *verifier) at(pc int, err error) error {
	return fmt.Errorf("instruction %d (%s): %w", pc, Disassemble(v.p, pc), err)
}

// header checks everything but the instructions.
func (v *verifier) header() error {
	p := v.p
	switch {
	case p.MaxStack < 2 || int(p.MaxStack) > MaxRegisters:
		return fmt.Errorf("%d registers", p.MaxStack)
	case p.NumParams > p.MaxStack:
		return fmt.Errorf("%d parameters in %d registers", p.NumParams, p.MaxStack)
	case len(p.Upvals) > MaxRegisters:
		return fmt.Errorf("%d upvalues", len(p.Upvals))
	case len(p.Lines) != 0 && len(p.Lines) != len(p.Code):
		return errors.New("lines do not match the instructions")
	case len(p.Code) == 0:
		return errors.New("no instructions")
	}
	switch p.Code[len(p.Code)-1].Op() {
	case OpReturn, OpReturn0, OpReturn1:
	default:
		return errors.New("execution runs past the end")
	}
	if vararg := p.Code[0].Op() == OpVarargPrep; vararg != p.IsVararg {
		return errors.New("VARARGPREP does not match the function")
	}
	for _, l := range p.Locals {
		if l.StartPC < 0 || l.EndPC < l.StartPC || int(l.EndPC) > len(p.Code) {
			return fmt.Errorf("local variable %q has a wrong range", l.Name)
		}
	}
	for _, c := range p.Consts {
		if c.Kind > ConstString {
			return errors.New("unknown kind of constant")
		}
	}
	for _, q := range p.Protos {
		if q == nil {
			return errors.New("a nested prototype is missing")
		}
		for _, u := range q.Upvals {
			if u.InStack && u.Index >= p.MaxStack || !u.InStack && int(u.Index) >= len(p.Upvals) {
				return fmt.Errorf("upvalue %q is out of range", u.Name)
			}
		}
	}
	return nil
}

// operands checks the operands of an instruction by its row, and notes where
// it jumps.
func (v *verifier) operands(pc int) error {
	i := v.p.Code[pc]
	if i.Op() >= NumOps {
		return errors.New("unknown opcode")
	}
	if i.Op() == OpTrap {
		return errors.New("not in a prototype")
	}
	ops, n := i.operands()
	for _, o := range ops[:n] {
		if o.field == 'J' {
			if err := v.target(pc + 1 + o.value); err != nil {
				return err
			}
			continue
		}
		if err := v.operand(i, o); err != nil {
			return err
		}
	}
	if i.Op() == OpLFalseSkip {
		return v.target(pc + 2)
	}
	return nil
}

func (v *verifier) target(pc int) error {
	if pc < 0 || pc >= len(v.p.Code) {
		return errors.New("jump out of the function")
	}
	v.targets[pc] = true
	return nil
}

func (v *verifier) operand(i Instr, o operand) error {
	p := v.p
	ok := true
	switch o.use {
	case UseNone, UseCache:
		ok = o.value == 0
	case UseReg:
		ok = o.value < int(p.MaxStack) || (i.Op() == OpReturn && i.B() == 1 || i.Op() == OpClose) && o.value == int(p.MaxStack)
	case UseUp:
		ok = o.value < len(p.Upvals)
	case UseK:
		ok = o.value < len(p.Consts) && keyKind(i.Op(), &p.Consts[o.value])
	case UseRK:
		ok = o.value < int(p.MaxStack) || o.value >= 256 && o.value-256 < len(p.Consts)
	case UseProto:
		ok = o.value < len(p.Protos)
	case UseFlags:
		ok = o.value&^flagsOf(i.Op()) == 0
	}
	if !ok {
		return fmt.Errorf("operand %c is %d", o.field, o.value)
	}
	return nil
}

// flagsOf returns the flags that an opcode may have.
func flagsOf(op Op) int {
	switch op {
	case OpAddI:
		return FlagFlip | FlagSub
	case OpAddK, OpMulK, OpBAndK, OpBOrK, OpBXorK, OpShlI, OpShrI:
		return FlagFlip
	case OpEqI, OpLtI, OpLeI, OpGtI, OpGeI:
		return FlagK | FlagFloat
	case OpEq, OpLt, OpLe, OpEqK, OpTest, OpTestSet:
		return FlagK
	case OpTailCall, OpReturn:
		return 1
	}
	return 0
}

// keyKind reports whether an opcode takes a constant in its UseK operand.
func keyKind(op Op, c *Const) bool {
	switch op {
	case OpGetTabUp, OpSetTabUp, OpGetField, OpSetField, OpSelf:
		return c.Kind == ConstString && len(c.S) <= MaxShortString
	case OpAddK, OpSubK, OpMulK, OpModK, OpPowK, OpDivK, OpIDivK:
		return c.Kind == ConstInt || c.Kind == ConstFloat
	case OpBAndK, OpBOrK, OpBXorK:
		return c.Kind == ConstInt
	case OpEqK:
		return c.Kind != ConstString || len(c.S) <= MaxShortString
	}
	return true
}

// lastReg returns the highest register that an instruction uses beyond what
// its operands name.
func lastReg(i Instr) int {
	a, b, c := i.A(), i.B(), i.C()
	switch i.Op() {
	case OpLoadNil, OpSetList:
		return a + b
	case OpSelf:
		return a + 1
	case OpConcat:
		return a + b - 1
	case OpCall:
		return a + max(b-1, c-2, 0)
	case OpTailCall:
		return a + max(b-1, 0)
	case OpReturn:
		return a + b - 2
	case OpForPrep, OpForLoop, OpTForPrep:
		return a + 3
	case OpTForCall:
		// The iterator is called in the registers of the variables, with two
		// arguments.
		return a + max(3+c, 6)
	case OpTForLoop:
		return a + 4
	case OpVararg:
		return a + max(c-2, 0)
	}
	return 0
}

// special checks what rows do not say.
func (v *verifier) special(pc int) error {
	p := v.p
	i := p.Code[pc]
	if lastReg(i) >= int(p.MaxStack) {
		return errors.New("registers out of range")
	}
	switch i.Op() {
	case OpReturn0, OpReturn1:
		if p.IsVararg {
			return errors.New("in a vararg function")
		}
		if v.closing {
			return errors.New("leaves variables open")
		}
	case OpReturn, OpTailCall:
		if v.closing && i.C() == 0 {
			return errors.New("leaves variables open")
		}
	case OpNewTable:
		if i.K() > v.maxItems() {
			return errors.New("more array entries than the function could fill")
		}
	case OpSetList:
		if i.K()+i.B() > v.maxItems() {
			return errors.New("more array entries than the function could fill")
		}
	case OpVararg:
		if !p.IsVararg {
			return errors.New("not in a vararg function")
		}
	case OpVarargPrep:
		if pc != 0 || v.targets[0] {
			return errors.New("not where the function begins")
		}
	case OpConcat:
		if i.B() < 2 {
			return errors.New("too few operands")
		}
	case OpForPrep:
		return v.loop(pc, i.J(), OpForLoop, i.A())
	case OpTForPrep:
		return v.loop(pc, i.J()+2, OpTForLoop, i.A())
	case OpForLoop:
		if prep := pc + i.J(); prep < 0 || i.J() >= 0 || p.Code[prep].Op() != OpForPrep || p.Code[prep].A() != i.A() {
			return errors.New("no FORPREP")
		}
	case OpTForCall:
		if i.C() < 1 {
			return errors.New("no variables")
		}
		if next := p.Code[pc+1]; next.Op() != OpTForLoop || next.A() != i.A() {
			return errors.New("no TFORLOOP follows")
		}
	case OpTForLoop:
		if v.targets[pc] || pc == 0 || p.Code[pc-1].Op() != OpTForCall || i.J() >= 0 {
			return errors.New("not after a TFORCALL")
		}
	}
	return nil
}

// opens reports whether an instruction makes an upvalue of a register, or a
// variable to be closed.
func (v *verifier) opens(i Instr) bool {
	switch i.Op() {
	case OpTBC, OpTForPrep:
		return true
	case OpClosure:
		for _, u := range v.p.Protos[i.K()].Upvals {
			if u.InStack {
				return true
			}
		}
	}
	return false
}

// maxItems returns the number of entries that a table constructor may have: each
// instruction sets at most all registers.
func (v *verifier) maxItems() int { return len(v.p.Code) * (MaxRegisters + 1) }

// loop checks that the loop which begins at pc ends with an instruction, n
// instructions further.
func (v *verifier) loop(pc, n int, end Op, a int) error {
	code := v.p.Code
	if at := pc + n; n <= 0 || at >= len(code) || code[at].Op() != end || code[at].A() != a || at+1+code[at].J() != pc+1 {
		return fmt.Errorf("does not match a %s", Rows[end].Name)
	}
	return nil
}

// top checks that an instruction which takes values up to the top follows one
// that sets it, with the values where it expects them, and the other way round.
func (v *verifier) top(pc int) error {
	from, takes := takesTop(v.p.Code[pc])
	sets, setter := -1, Instr(0)
	if pc > 0 {
		setter = v.p.Code[pc-1]
		sets = setsTop(setter)
	}
	switch {
	case takes && sets < 0:
		return errors.New("no open results before it")
	case takes && (v.targets[pc] || from > sets):
		return errors.New("open results are not where they should be")
	case !takes && sets >= 0 && setter.Op() != OpTailCall:
		return errors.New("leaves open results unused")
	}
	return nil
}

// takesTop reports whether an instruction takes values up to the top, and the
// lowest register at which the top may be.
func takesTop(i Instr) (from int, ok bool) {
	switch i.Op() {
	case OpCall, OpTailCall, OpSetList:
		return i.A() + 1, i.B() == 0
	case OpReturn:
		return i.A(), i.B() == 0
	}
	return 0, false
}

// setsTop returns the register at which the values begin that an instruction
// leaves up to the top, -1 if it does not.
func setsTop(i Instr) int {
	switch i.Op() {
	case OpCall, OpVararg:
		if i.C() == 0 {
			return i.A()
		}
	case OpTailCall:
		return i.A() // for the RETURN after it, which a Go function comes to
	}
	return -1
}
