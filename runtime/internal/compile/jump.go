package compile

// This file defines lists of jumps whose target is not known yet.

import "github.com/lusterlua/luster/runtime/internal/code"

// jumps is a list of jumps to the same place. Each jump's distance leads to
// the next one of the list; the last one jumps to itself. Positions are kept
// plus one, so that the zero value is the empty list.
type jumps struct{ first, last int }

// none is the distance of a jump to itself.
const none = -1

func jumpAt(pc int) jumps { return jumps{pc + 1, pc + 1} }

func (l jumps) any() bool { return l.first != 0 }

// next returns the position after pc in a list, -1 at its end.
func (f *fn) next(pc int) int {
	j := f.code[pc].J()
	if j == none {
		return -1
	}
	return pc + 1 + j
}

// setJump makes the jump at pc lead to dest.
func (f *fn) setJump(pc, dest int) {
	j := dest - (pc + 1)
	if j < code.MinJ || j > code.MaxJ {
		f.g.fail(msgTooLong, true)
		return
	}
	f.code[pc] = f.code[pc].WithJ(j)
}

// join appends a list to another one.
func (f *fn) join(l *jumps, more jumps) {
	switch {
	case !more.any():
	case !l.any():
		*l = more
	default:
		f.setJump(l.last-1, more.first-1)
		l.last = more.last
	}
}

// jump emits an unconditional jump.
func (f *fn) jump() int { return f.emit(code.ABJ(code.OpJmp, 0, 0, 0, none)) }

// condJump emits a conditional jump that is taken when the condition is k.
func (f *fn) condJump(op code.Op, a, b, flags int, k bool) int {
	return f.emit(code.ABJ(op, a, b, flags, none).WithK(k))
}

// negate inverts the condition of the jump at pc.
func (f *fn) negate(pc int) {
	i := f.code[pc]
	f.code[pc] = i.WithK(i.F()&code.FlagK == 0)
}

// patchTest gives a TESTSET its target register, or makes it a TEST if it
// needs none. It reports false for other instructions.
func (f *fn) patchTest(pc, reg int) bool {
	i := f.code[pc]
	if i.Op() != code.OpTestSet {
		return false
	}
	if reg != noReg && reg != i.B() {
		f.code[pc] = i.WithA(reg)
	} else {
		f.code[pc] = code.ABJ(code.OpTest, i.B(), 0, i.F(), i.J())
	}
	return true
}

// dropValues makes the tests of a list carry no value.
func (f *fn) dropValues(l jumps) {
	for pc := l.first - 1; pc >= 0; pc = f.next(pc) {
		f.patchTest(pc, noReg)
	}
}

// patchValues directs a list: tests that carry a value put it in reg and jump
// to withValue, other jumps go to without.
func (f *fn) patchValues(l jumps, withValue, reg, without int) {
	for pc := l.first - 1; pc >= 0 && f.g.work(); {
		next := f.next(pc)
		dest := without
		if f.patchTest(pc, reg) {
			dest = withValue
		}
		f.setJump(pc, dest)
		pc = next
	}
}

// patch directs a list to a position.
func (f *fn) patch(l jumps, dest int) { f.patchValues(l, dest, noReg, dest) }

// patchHere directs a list to the next instruction.
func (f *fn) patchHere(l jumps) { f.patch(l, f.here()) }

// needsValue reports whether a list has a jump that carries no value.
func (f *fn) needsValue(l jumps) bool {
	for pc := l.first - 1; pc >= 0; pc = f.next(pc) {
		if f.code[pc].Op() != code.OpTestSet {
			return true
		}
	}
	return false
}

// jumpBack emits a jump to an earlier position.
func (f *fn) jumpBack(dest int) { f.patch(jumpAt(f.jump()), dest) }

// maxHops bounds the search for a final target: jumps may form a circle.
const maxHops = 100

// finalTarget follows unconditional jumps from a position.
func (f *fn) finalTarget(pc int) int {
	for range maxHops {
		i := f.code[pc]
		if i.Op() != code.OpJmp {
			break
		}
		pc += 1 + i.J()
	}
	return pc
}

// finishJumps directs each jump to its final target. Loops keep theirs: that
// FORPREP goes forward and FORLOOP back is what the engine counts on.
func (f *fn) finishJumps() {
	for pc, i := range f.code {
		switch i.Op() {
		case code.OpForPrep, code.OpForLoop, code.OpTForPrep, code.OpTForLoop:
			continue
		}
		if code.Rows[i.Op()].Mode == code.ModeABJ {
			f.setJump(pc, f.finalTarget(pc+1+i.J()))
		}
	}
}
