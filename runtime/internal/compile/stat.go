package compile

// This file defines how statements are compiled.

import (
	"github.com/lusterlua/luster/runtime/internal/code"
	"github.com/lusterlua/luster/runtime/internal/syntax"
)

// statements compiles the statements of a block, whose scope the caller has
// entered.
func (f *fn) statements(b *syntax.Block) {
	for _, st := range b.Stats {
		if f.g.err != nil {
			return
		}
		f.statement(st)
	}
	if b.Broken {
		f.g.broken()
	}
	f.g.line = b.Line
}

// blockStat compiles a block with its own scope.
func (f *fn) blockStat(b *syntax.Block) {
	var scope block
	f.enter(&scope, false)
	f.statements(b)
	f.leave()
}

func (f *fn) statement(st syntax.Stat) {
	g := f.g
	if !g.work() {
		return
	}
	switch st := st.(type) {
	case *syntax.Local:
		f.localStat(st)
	case *syntax.LocalFunction:
		f.localFunction(st)
	case *syntax.FunctionStat:
		f.functionStat(st)
	case *syntax.Assign:
		f.assign(st)
	case *syntax.CallStat:
		var e operand
		f.expr(st.Call, &e)
		if g.err == nil {
			f.code[e.info] = f.code[e.info].WithC(1)
		}
	case *syntax.Do:
		f.blockStat(&st.Body)
	case *syntax.While:
		f.while(st)
	case *syntax.Repeat:
		f.repeat(st)
	case *syntax.If:
		f.ifStat(st)
	case *syntax.NumFor:
		f.numFor(st)
	case *syntax.GenFor:
		f.genFor(st)
	case *syntax.Return:
		f.returnStat(st)
	case *syntax.Break:
		g.line = st.StartLine
		f.addGoto(syntax.SymBreak, st.StartLine, jumpAt(f.jump()))
		g.at(st.Pos)
	case *syntax.Goto:
		f.gotoStat(st)
	case *syntax.Label:
		f.labelStat(st)
	}
	f.freeReg = f.activeRegs
}

// adjust makes an expression list of n expressions, the last one in e, give
// vars values in successive registers.
func (f *fn) adjust(vars, n int, e *operand) {
	needed := vars - n
	if e.multi() {
		f.setReturns(e, max(needed+1, 0))
	} else {
		if e.kind != opVoid {
			f.toNextReg(e)
		}
		if needed > 0 {
			f.loadNil(f.freeReg, needed)
		}
	}
	if needed > 0 {
		f.reserve(needed)
	} else {
		f.freeReg += needed
	}
}

func (f *fn) localStat(st *syntax.Local) {
	closing := -1
	kind := code.VarRegular
	for i, v := range st.Vars {
		switch v.Attrib {
		case syntax.AttribConst:
			kind = code.VarConst
		case syntax.AttribClose:
			kind = code.VarClose
			closing = i
		default:
			kind = code.VarRegular
		}
		f.declare(v, kind)
	}
	if st.Broken {
		f.g.broken()
		return
	}
	n, vars := len(st.Exprs), len(st.Vars)
	var e operand
	f.exprList(st.Exprs, &e)
	if f.g.err != nil {
		return
	}
	f.g.at(st.Pos)
	if n == vars && kind == code.VarConst {
		if value, ok := e.constant(); ok {
			f.activate(vars - 1)
			f.activateConst(value)
			f.closingVar(closing, vars)
			return
		}
	}
	f.adjust(vars, n, &e)
	f.activate(vars)
	f.closingVar(closing, vars)
}

// closingVar marks the i-th of the last n variables to be closed, if i >= 0.
func (f *fn) closingVar(i, n int) {
	if i < 0 {
		return
	}
	f.markClosing()
	reg := f.g.vars[f.firstVar+f.active-n+i].reg
	f.emitABC(code.OpTBC, int(reg), 0, 0, 0)
}

func (f *fn) localFunction(st *syntax.LocalFunction) {
	f.declare(st.Var, code.VarRegular)
	f.activate(1)
	debug := len(f.locals) - 1
	var e operand
	f.function(st.Func, &e)
	// Debug information sees the variable only when it has its value.
	f.locals[debug].StartPC = int32(f.pc())
}

func (f *fn) functionStat(st *syntax.FunctionStat) {
	var target, e operand
	f.expr(st.Target, &target)
	f.function(st.Func, &e)
	f.checkAssignable(st.Target, st.Func.End)
	if f.g.err != nil {
		return
	}
	f.store(&target, &e)
	f.fixLine(st.Line)
}

func (f *fn) assign(st *syntax.Assign) {
	targets := make([]operand, len(st.Targets))
	for i, x := range st.Targets {
		f.expr(x, &targets[i])
		if f.g.err != nil {
			return
		}
		if i > 0 && !targets[i].indexed() {
			f.checkConflict(targets[:i], &targets[i])
		}
		f.checkAssignable(x, x.At().End)
	}
	var e operand
	f.exprList(st.Exprs, &e)
	if f.g.err != nil {
		return
	}
	last := len(targets) - 1
	if len(st.Exprs) == len(targets) {
		f.setOneReturn(&e)
		f.store(&targets[last], &e)
		last--
	} else {
		f.adjust(len(targets), len(st.Exprs), &e)
	}
	for ; last >= 0; last-- {
		e = operand{kind: opReg, info: f.freeReg - 1}
		f.store(&targets[last], &e)
	}
}

// checkConflict makes a copy of a local variable or upvalue that is assigned
// to, if earlier targets use it as table or key.
func (f *fn) checkConflict(earlier []operand, v *operand) {
	extra := f.freeReg
	conflict := false
	for i := range earlier {
		t := &earlier[i]
		switch {
		case !t.indexed():
		case t.kind == opIndexUp:
			if v.kind == opUpval && int(t.tab) == v.info {
				conflict = true
				t.kind, t.tab = opIndexS, uint8(extra)
			}
		case v.kind == opLocal:
			if int(t.tab) == v.info {
				conflict = true
				t.tab = uint8(extra)
			}
			if t.kind == opIndexed && t.key == v.info {
				conflict = true
				t.key = extra
			}
		}
	}
	if !conflict {
		return
	}
	if v.kind == opLocal {
		f.emitABC(code.OpMove, extra, v.info, 0, 0)
	} else {
		f.emitABC(code.OpGetUpval, extra, v.info, 0, 0)
	}
	f.reserve(1)
}

// condition compiles a condition and returns the jumps that leave when it is
// false.
func (f *fn) condition(x syntax.Expr) jumps {
	var e operand
	f.expr(x, &e)
	if f.g.err == nil {
		if e.kind == opNil {
			e.kind = opFalse // no value is needed
		}
		f.goIfTrue(&e)
	}
	return e.ifFalse
}

func (f *fn) while(st *syntax.While) {
	start := f.here()
	exit := f.condition(st.Cond)
	var loop block
	f.enter(&loop, true)
	f.blockStat(&st.Body)
	f.jumpBack(start)
	f.g.at(st.Pos)
	f.leave()
	f.patchHere(exit)
}

func (f *fn) repeat(st *syntax.Repeat) {
	start := f.here()
	var loop, scope block
	f.enter(&loop, true)
	f.enter(&scope, false)
	f.statements(&st.Body)
	again := f.condition(st.Cond)
	f.leave()
	if scope.hasUpval {
		// Each repetition must close the variables too.
		exit := jumpAt(f.jump())
		f.patchHere(again)
		f.closeOver(scope.regs)
		again = jumpAt(f.jump())
		f.patchHere(exit)
	}
	f.patch(again, start)
	f.leave()
}

func (f *fn) ifStat(st *syntax.If) {
	var escape jumps
	for i := range st.Clauses {
		if f.g.err != nil {
			return
		}
		more := st.Else != nil || i < len(st.Clauses)-1
		f.clause(&st.Clauses[i], &escape, more)
	}
	if st.Else != nil {
		f.blockStat(st.Else)
	}
	f.g.at(st.Pos)
	f.patchHere(escape)
}

// clause compiles one clause of a conditional; more tells whether others
// follow, which its block must jump over.
func (f *fn) clause(c *syntax.Clause, escape *jumps, more bool) {
	g := f.g
	var e operand
	f.expr(c.Cond, &e)
	if c.Broken {
		g.broken()
	}
	if g.err != nil {
		return
	}
	g.at(syntax.Pos{Line: c.ThenLine, End: c.ThenEnd})
	var scope block
	var skip jumps
	body := c.Body
	if f.jumpsAway(&body, &e) {
		// The condition itself jumps.
		f.enter(&scope, false)
		st := body.Stats[0]
		f.conditionalJump(st, e.ifTrue)
		if len(body.Stats) == 1 && !body.Broken {
			f.leave()
			return
		}
		g.at(st.At())
		skip = jumpAt(f.jump())
		body.Stats = body.Stats[1:]
	} else {
		f.goIfTrue(&e)
		f.enter(&scope, false)
		skip = e.ifFalse
	}
	f.statements(&body)
	f.leave()
	if more {
		f.join(escape, jumpAt(f.jump()))
	}
	f.patchHere(skip)
}

// jumpsAway reports whether a block that is entered on a condition begins with
// a jump that the condition can make itself, and if so compiles the condition
// to go on where it is false. A goto back out of a variable's scope is none: it
// must close first.
func (f *fn) jumpsAway(b *syntax.Block, e *operand) bool {
	if len(b.Stats) == 0 {
		return false
	}
	switch st := b.Stats[0].(type) {
	case *syntax.Break:
	case *syntax.Goto:
		if l := f.findLabel(st.Label); l != nil && f.activeRegs > l.regs {
			return false
		}
	default:
		return false
	}
	f.goIfFalse(e)
	return true
}

// conditionalJump directs jumps to where a break or goto goes.
func (f *fn) conditionalJump(st syntax.Stat, l jumps) {
	switch st := st.(type) {
	case *syntax.Break:
		f.addGoto(syntax.SymBreak, st.StartLine, l)
	case *syntax.Goto:
		if target := f.findLabel(st.Label); target != nil {
			f.patch(l, target.pc)
		} else {
			f.addGoto(st.Label, st.StartLine, l)
		}
	}
}

func (f *fn) returnStat(st *syntax.Return) {
	g := f.g
	first, n := f.activeRegs, len(st.Exprs)
	var e operand
	f.exprList(st.Exprs, &e)
	if g.err != nil {
		return
	}
	switch {
	case e.multi():
		f.setReturns(&e, -1)
		if e.kind == opCall && n == 1 && !f.block.inTBC {
			i := f.code[e.info]
			f.code[e.info] = code.ABC(code.OpTailCall, i.A(), i.B(), 0, 0)
		}
		n = -1
	case n == 1:
		first = f.toAnyReg(&e)
	case n > 1:
		f.toNextReg(&e)
	}
	g.at(st.Pos)
	f.emitReturn(first, n)
}
