package compile

// This file defines how expressions are compiled.

import (
	"github.com/lusterlua/luster/runtime/internal/code"
	"github.com/lusterlua/luster/runtime/internal/syntax"
)

// expr compiles an expression into e. The left operands and prefixes of an
// expression, which can be any number, are gone through in a loop; only what
// the parser counts as nested recurses.
func (f *fn) expr(x syntax.Expr, e *operand) {
	g := f.g
	base := len(g.spine)
	for down := true; down; {
		var left syntax.Expr
		switch n := x.(type) {
		case *syntax.Binary:
			left = n.X
		case *syntax.Index:
			left = n.X
		case *syntax.Call:
			left = n.Fn
		case *syntax.Separated:
			left = n.X
		default:
			down = false
			continue
		}
		g.spine = append(g.spine, x)
		x = left
	}
	f.operandExpr(x, e)
	for len(g.spine) > base {
		top := len(g.spine) - 1
		x, g.spine = g.spine[top], g.spine[:top]
		if !g.work() {
			continue
		}
		switch n := x.(type) {
		case *syntax.Binary:
			f.binaryExpr(n, e)
		case *syntax.Index:
			f.indexExpr(n, e)
		case *syntax.Call:
			f.callExpr(n, e)
		}
		g.at(x.At())
	}
}

// operandExpr compiles an expression that does not start with another one.
func (f *fn) operandExpr(x syntax.Expr, e *operand) {
	g := f.g
	*e = operand{}
	if x == nil {
		g.broken()
		return
	}
	if !g.work() {
		return
	}
	switch n := x.(type) {
	case *syntax.Nil:
		e.kind = opNil
	case *syntax.True:
		e.kind = opTrue
	case *syntax.False:
		e.kind = opFalse
	case *syntax.Int:
		e.kind, e.i = opInt, n.Val
	case *syntax.Float:
		e.kind, e.f = opFloat, n.Val
	case *syntax.String:
		e.kind, e.s = opString, n.Val
	case *syntax.Vararg:
		g.line = n.BeforeLine
		*e = operand{kind: opVararg, info: f.emitABC(code.OpVararg, 0, 0, 2, 0)}
	case *syntax.Name:
		g.at(n.Pos)
		f.name(n.Sym, e)
	case *syntax.Paren:
		f.expr(n.X, e)
		g.at(n.Pos)
		f.discharge(e)
	case *syntax.Unary:
		f.expr(n.X, e)
		f.unary(n.Op, e, n.OpLine)
	case *syntax.Table:
		f.table(n, e)
	case *syntax.Function:
		f.function(n, e)
	}
	g.at(x.At())
}

// name compiles a variable; a global one is a field of _ENV.
func (f *fn) name(sym syntax.Symbol, e *operand) {
	f.variable(sym, e)
	if e.kind != opVoid {
		return
	}
	f.variable(syntax.SymEnv, e)
	f.toAnyRegOrUpval(e)
	f.index(e, &operand{kind: opString, s: f.g.names.Name(sym)})
}

func (f *fn) binaryExpr(n *syntax.Binary, e *operand) {
	f.g.passed(n.OpLine)
	f.leftOperand(n.Op, e)
	var right operand
	f.expr(n.Y, &right)
	if f.g.err == nil {
		f.binary(n.Op, e, &right, n.OpLine)
	}
}

func (f *fn) indexExpr(n *syntax.Index, e *operand) {
	f.toAnyRegOrUpval(e)
	var key operand
	f.expr(n.Key, &key)
	f.toValue(&key)
	f.g.at(n.Pos)
	f.index(e, &key)
}

// callExpr compiles the call of e, or of a method of it.
func (f *fn) callExpr(n *syntax.Call, e *operand) {
	g := f.g
	if n.Method != nil {
		g.at(n.Method.Pos)
		f.method(e, &operand{kind: opString, s: n.Method.Val})
	} else {
		f.toNextReg(e)
	}
	base := e.info
	var last operand
	f.exprList(n.Args, &last)
	g.at(n.Pos)
	if g.err != nil {
		return
	}
	params := -1
	if last.multi() {
		f.setReturns(&last, -1)
	} else {
		if last.kind != opVoid {
			f.toNextReg(&last)
		}
		params = f.freeReg - (base + 1)
	}
	*e = operand{kind: opCall, info: f.emitABC(code.OpCall, base, params+1, 2, 0)}
	f.fixLine(n.OpenLine)
	f.freeReg = base + 1
}

// exprList compiles expressions into successive registers, but leaves the last
// one in e.
func (f *fn) exprList(list []syntax.Expr, e *operand) {
	*e = operand{}
	for i, x := range list {
		if i > 0 {
			f.g.skip++ // the comma
			f.toNextReg(e)
		}
		f.expr(x, e)
		if f.g.err != nil {
			return
		}
	}
}

// flushItems is the number of list items that a constructor collects in
// registers before it stores them.
const flushItems = 50

// constructor is the state of a table constructor.
type constructor struct {
	reg     int     // of the table
	item    operand // a list item that is not in a register yet
	stored  int     // list items in the table
	pending int     // list items to be stored
	fields  int
	extra   int // elements to make room for beyond those stored: the first result of a call
}

func (f *fn) table(n *syntax.Table, e *operand) {
	g := f.g
	g.line = n.BeforeLine
	pc := f.emitAK(code.OpNewTable, 0, 0, 0)
	c := constructor{reg: f.freeReg}
	f.reserve(1)
	for _, x := range n.Items {
		f.closeItem(&c)
		if field, ok := x.(*syntax.Field); ok {
			f.field(field, &c)
		} else {
			f.expr(x, &c.item)
			c.pending++
		}
		if g.err != nil {
			return
		}
		g.skip++ // the separator
	}
	g.at(n.Pos)
	f.lastItem(&c)
	f.code[pc] = code.AK(code.OpNewTable, c.reg, min(c.fields, maxOper), c.stored+c.extra)
	*e = operand{kind: opReg, info: c.reg}
}

// closeItem puts the last list item into its register, and stores a batch when
// it is complete.
func (f *fn) closeItem(c *constructor) {
	if c.item.kind == opVoid {
		return
	}
	f.toNextReg(&c.item)
	c.item = operand{}
	if c.pending == flushItems {
		f.setList(c, c.pending)
		c.stored += c.pending
		c.pending = 0
	}
}

// lastItem stores the list items that are left.
func (f *fn) lastItem(c *constructor) {
	if c.pending == 0 {
		return
	}
	if c.item.multi() {
		if c.item.kind == opCall { // most calls return one value
			c.extra = 1
		}
		f.setReturns(&c.item, -1)
		f.setList(c, 0)
		c.stored-- // how many values it has is not known
	} else {
		if c.item.kind != opVoid {
			f.toNextReg(&c.item)
		}
		f.setList(c, c.pending)
	}
	c.stored += c.pending
}

func (f *fn) setList(c *constructor, n int) {
	f.emitAK(code.OpSetList, c.reg, n, c.stored)
	f.freeReg = c.reg + 1
}

func (f *fn) field(n *syntax.Field, c *constructor) {
	reg := f.freeReg
	c.fields++
	var key, val operand
	f.expr(n.Key, &key)
	f.toValue(&key)
	f.g.passed(n.EqLine)
	target := operand{kind: opReg, info: c.reg}
	f.index(&target, &key)
	f.expr(n.Val, &val)
	if f.g.err != nil {
		return
	}
	f.store(&target, &val)
	f.freeReg = reg
}
