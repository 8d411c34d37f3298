package compile

// This file defines how the two kinds of for loop are compiled.

import (
	"github.com/lusterlua/luster/runtime/internal/code"
	"github.com/lusterlua/luster/runtime/internal/syntax"
)

// forValue compiles an expression into the next register.
func (f *fn) forValue(x syntax.Expr) {
	var e operand
	f.expr(x, &e)
	if f.g.err == nil {
		f.toNextReg(&e)
	}
}

func (f *fn) numFor(st *syntax.NumFor) {
	var loop block
	f.enter(&loop, true)
	base := f.freeReg
	f.declareHidden(3, st.Var.End)
	f.declare(st.Var, code.VarRegular)
	f.forValue(st.Start)
	f.forValue(st.Limit)
	if st.HasStep {
		f.forValue(st.Step)
	} else {
		f.loadInt(f.freeReg, 1)
		f.reserve(1)
	}
	f.activate(3)
	if st.Broken {
		f.g.broken()
	}
	f.g.passed(st.DoLine)
	prep := f.emit(code.ABJ(code.OpForPrep, base, 0, 0, none))
	f.forBody(1, &st.Body)
	f.setJump(prep, f.here()+1)
	end := f.emit(code.ABJ(code.OpForLoop, base, 0, 0, none))
	f.setJump(end, prep+1)
	f.fixLine(st.Line)
	f.g.at(st.Pos)
	f.leave()
}

func (f *fn) genFor(st *syntax.GenFor) {
	var loop block
	f.enter(&loop, true)
	base := f.freeReg
	f.declareHidden(4, st.Vars[0].End)
	for _, v := range st.Vars {
		f.declare(v, code.VarRegular)
	}
	var e operand
	f.exprList(st.Exprs, &e)
	if f.g.err != nil || st.Exprs == nil {
		f.g.broken()
		return
	}
	f.adjust(4, len(st.Exprs), &e)
	f.activate(4)
	f.markClosing()
	f.checkStack(3) // to call the iterator
	if st.Broken {
		f.g.broken()
	}
	f.g.passed(st.DoLine)
	prep := f.emit(code.ABJ(code.OpTForPrep, base, 0, 0, none))
	f.forBody(len(st.Vars), &st.Body)
	f.setJump(prep, f.here())
	f.emitABC(code.OpTForCall, base, 0, len(st.Vars), 0)
	f.fixLine(st.ExprLine)
	end := f.emit(code.ABJ(code.OpTForLoop, base, 0, 0, none))
	f.setJump(end, prep+1)
	f.fixLine(st.ExprLine)
	f.g.at(st.Pos)
	f.leave()
}

// forBody compiles the body of a loop with n declared variables.
func (f *fn) forBody(n int, b *syntax.Block) {
	var scope block
	f.enter(&scope, false)
	f.activate(n)
	f.reserve(n)
	f.blockStat(b)
	f.leave()
}
