package compile

// This file defines the state of a function that is being compiled.

import (
	"slices"

	"github.com/lusterlua/luster/runtime/internal/code"
	"github.com/lusterlua/luster/runtime/internal/syntax"
)

// fn is a function that is being compiled.
type fn struct {
	g    *gen
	prev *fn // the enclosing function

	code       []code.Instr
	lines      []int32
	consts     []code.Const
	constIndex map[constKey]int
	protos     []*code.Proto
	locals     []code.LocalVar
	upvals     []code.UpvalDesc
	upVars     []int32 // the variable behind each upvalue

	block      *block
	firstVar   int // index in gen.vars of the function's first variable
	active     int // number of its variables that are in scope
	activeRegs int // registers that hold them
	firstLabel int
	lastTarget int // a position that may be the target of a jump
	freeReg    int
	maxStack   int
	numParams  int
	isVararg   bool
	needClose  bool // a return may have to close upvalues or variables
	line       int32
}

// openFunction starts a function; body is its outermost block.
func (g *gen) openFunction(body *block, line int32) *fn {
	var f *fn
	if n := len(g.free); n > 0 {
		f, g.free = g.free[n-1], g.free[:n-1]
	} else {
		f = &fn{constIndex: make(map[constKey]int)}
	}
	f.g, f.prev = g, g.f
	f.firstVar, f.firstLabel = len(g.vars), len(g.labels)
	f.maxStack = 2
	f.line = line
	g.f = f
	f.enter(body, false)
	return f
}

// closeFunction ends the function being compiled and returns its prototype.
func (g *gen) closeFunction(lastLine int32) *code.Proto {
	f := g.f
	f.emitReturn(f.activeRegs, 0)
	f.leave()
	p := &code.Proto{
		Source:          g.source,
		LineDefined:     f.line,
		LastLineDefined: lastLine,
		NumParams:       uint8(f.numParams),
		IsVararg:        f.isVararg,
		MaxStack:        uint8(f.maxStack),
	}
	if g.err == nil {
		f.finishReturns()
		f.finishJumps()
		p.Code, p.Lines = slices.Clone(f.code), slices.Clone(f.lines)
		p.Consts, p.Protos = slices.Clone(f.consts), slices.Clone(f.protos)
		p.Upvals, p.Locals = slices.Clone(f.upvals), slices.Clone(f.locals)
	}
	g.f = f.prev
	g.recycle(f)
	return p
}

// maxKept is the number of constants above which a function's buffers are not
// used again: to empty the index costs time in proportion to its largest size.
const maxKept = 256

// recycle keeps a function's buffers for the next one.
func (g *gen) recycle(f *fn) {
	if len(f.consts) > maxKept {
		return
	}
	clear(f.constIndex)
	clear(f.consts)
	clear(f.protos)
	*f = fn{
		code: f.code[:0], lines: f.lines[:0], consts: f.consts[:0], constIndex: f.constIndex,
		protos: f.protos[:0], locals: f.locals[:0], upvals: f.upvals[:0], upVars: f.upVars[:0],
	}
	g.free = append(g.free, f)
}

// finishReturns gives the returns of the function, whose nature is known only
// at its end, their final form.
func (f *fn) finishReturns() {
	closing := 0
	if f.needClose {
		closing = 1
	}
	for pc, i := range f.code {
		switch i.Op() {
		case code.OpReturn0:
			if closing != 0 || f.isVararg {
				f.code[pc] = code.ABC(code.OpReturn, i.A(), 1, closing, 0)
			} else {
				f.code[pc] = code.ABC(code.OpReturn0, 0, 0, 0, 0)
			}
		case code.OpReturn1:
			if closing != 0 || f.isVararg {
				f.code[pc] = code.ABC(code.OpReturn, i.A(), 2, closing, 0)
			}
		case code.OpReturn, code.OpTailCall:
			f.code[pc] = i.WithC(closing)
		}
	}
}

// emitReturn emits the return of n values from register first on; n < 0 means
// all up to the top.
func (f *fn) emitReturn(first, n int) {
	switch n {
	case 0:
		f.emitABC(code.OpReturn0, first, 0, 0, 0)
	case 1:
		f.emitABC(code.OpReturn1, first, 0, 0, 0)
	default:
		f.emitABC(code.OpReturn, first, n+1, 0, 0)
	}
}

// setVararg makes the function take extra arguments.
func (f *fn) setVararg() {
	f.isVararg = true
	f.emitABC(code.OpVarargPrep, 0, 0, 0, 0)
}

// mainFunction compiles the main block.
func (g *gen) mainFunction() *code.Proto {
	// Variable 0 is _ENV, a local of what would be around the chunk.
	g.vars = append(g.vars, variable{sym: syntax.SymEnv})
	g.line = 1
	var body block
	f := g.openFunction(&body, 0)
	g.activate(syntax.SymEnv, 0)
	f.upvals = append(f.upvals, code.UpvalDesc{Name: g.names.Name(syntax.SymEnv), InStack: true})
	f.upVars = append(f.upVars, 0)
	f.setVararg()
	for g.err == nil {
		st := g.parser.Next()
		if st == nil {
			break
		}
		f.statement(st)
	}
	if g.err == nil {
		g.err = g.parser.Err()
	}
	g.at(g.parser.Pos())
	return g.closeFunction(0)
}

// function compiles a function body; the closure is in the next register.
func (f *fn) function(n *syntax.Function, e *operand) {
	g := f.g
	var body block
	child := g.openFunction(&body, n.Line)
	if n.HasSelf {
		child.declare(syntax.Var{Sym: syntax.SymSelf, End: n.End}, code.VarRegular)
		child.activate(1)
	}
	for _, v := range n.Params {
		child.declare(v, code.VarRegular)
	}
	child.activate(len(n.Params))
	child.numParams = child.active
	if n.IsVararg {
		g.line = n.VarargLine
		child.setVararg()
	}
	child.reserve(child.active)
	if n.Broken {
		g.broken()
	}
	child.statements(&n.Body)
	g.at(n.Pos)
	p := g.closeFunction(n.LastLine)
	f.protos = append(f.protos, p)
	*e = operand{kind: opReloc, info: f.emitAK(code.OpClosure, 0, 0, len(f.protos)-1)}
	// The closure goes to the last register used: a collection there finds
	// everything that is in use below it.
	f.toNextReg(e)
}
