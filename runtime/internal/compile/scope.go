package compile

// This file defines scopes: variables, upvalues, blocks, labels and gotos.

import (
	"strconv"

	"github.com/lusterlua/luster/runtime/internal/code"
	"github.com/lusterlua/luster/runtime/internal/syntax"
)

// variable is a local variable of a function that is being compiled.
type variable struct {
	sym      syntax.Symbol
	kind     uint8 // code.VarRegular, ...
	reg      uint8
	shadowed int32      // gen.innermost of the name before it came into scope
	debug    int        // its index in fn.locals
	value    code.Const // of a compile-time constant
}

// block is a block that is being compiled.
type block struct {
	prev       *block
	firstLabel int
	firstGoto  int
	active     int  // fn.active outside the block
	regs       int  // fn.activeRegs outside
	hasUpval   bool // a variable of it is an upvalue or to be closed
	isLoop     bool
	inTBC      bool // in the scope of a variable to be closed
}

// label is a visible label.
type label struct {
	sym    syntax.Symbol
	hidden int32 // gen.byLabel of the name before
	line   int32
	pc     int
	active int // fn.active there
	regs   int // fn.activeRegs there
}

// pending is a goto whose label has not been seen.
type pending struct {
	sym    syntax.Symbol
	before int32 // gen.byGoto of the name before
	line   int32
	jumps  jumps
	active int  // variables in scope, of the innermost block that it is still in
	regs   int  // registers that hold them
	close  bool // it leaves the scope of an upvalue
	solved bool
}

// grow makes a table that is indexed by symbols long enough.
func grow(table []int32, n int) []int32 {
	if n > len(table) {
		table = append(table, make([]int32, n-len(table)+64)...)
	}
	return table
}

// lookup returns an entry of a table that is indexed by symbols, minus one: -1
// if there is none.
func lookup(table []int32, sym syntax.Symbol) int {
	if int(sym) >= len(table) {
		return -1
	}
	return int(table[sym]) - 1
}

// activate makes a variable the visible one of its name.
func (g *gen) activate(sym syntax.Symbol, v int) {
	g.innermost = grow(g.innermost, int(sym)+1)
	g.vars[v].shadowed = g.innermost[sym]
	g.innermost[sym] = int32(v) + 1
}

// where names the function in messages about limits.
func (f *fn) where() string {
	if f.line == 0 {
		return "main function"
	}
	return "function at line " + strconv.Itoa(int(f.line))
}

func (f *fn) limit(what string, n int) {
	f.g.fail("too many "+what+" (limit is "+strconv.Itoa(n)+") in "+f.where(), true)
}

// declare adds a variable that is not yet in scope.
func (f *fn) declare(v syntax.Var, kind uint8) {
	g := f.g
	if len(g.vars)+1-f.firstVar > maxLocals {
		g.end, g.skip = v.End, 0
		f.limit("local variables", maxLocals)
	}
	g.vars = append(g.vars, variable{sym: v.Sym, kind: kind})
}

// declareHidden adds the variables of a loop that have no name.
func (f *fn) declareHidden(n int, end int32) {
	for range n {
		f.declare(syntax.Var{Sym: syntax.SymFor, End: end}, code.VarRegular)
	}
}

// activate brings the next n declared variables into scope, in the registers
// that follow.
func (f *fn) activate(n int) {
	g := f.g
	for range n {
		i := f.firstVar + f.active
		v := &g.vars[i]
		v.reg = uint8(f.activeRegs)
		v.debug = len(f.locals)
		f.locals = append(f.locals, code.LocalVar{Name: g.names.Name(v.sym), StartPC: int32(f.pc())})
		g.activate(v.sym, i)
		f.active++
		f.activeRegs++
	}
}

// activateConst brings the next declared variable into scope as a compile-time
// constant.
func (f *fn) activateConst(value code.Const) {
	i := f.firstVar + f.active
	v := &f.g.vars[i]
	v.kind, v.value = code.VarCompileTime, value
	f.g.activate(v.sym, i)
	f.active++
}

// deactivate ends the scope of the variables above a level.
func (f *fn) deactivate(active, regs int) {
	g := f.g
	for f.active > active {
		f.active--
		v := &g.vars[f.firstVar+f.active]
		g.innermost[v.sym] = v.shadowed
		if v.kind != code.VarCompileTime {
			f.locals[v.debug].EndPC = int32(f.pc())
		}
	}
	clear(g.vars[f.firstVar+active:])
	g.vars = g.vars[:f.firstVar+active]
	f.activeRegs = regs
}

// variable makes e the variable of a name, a constant, or void for a global
// name.
func (f *fn) variable(sym syntax.Symbol, e *operand) {
	g := f.g
	*e = operand{}
	i := lookup(g.innermost, sym)
	if i < 0 {
		return
	}
	switch v := &g.vars[i]; {
	case v.kind == code.VarCompileTime:
		e.setConstant(&v.value)
	case i >= f.firstVar:
		*e = operand{kind: opLocal, info: int(v.reg), vidx: int32(i)}
	default:
		*e = operand{kind: opUpval, info: f.upvalue(i)}
	}
}

// upvalue returns the index of the upvalue for a variable of an enclosing
// function, and makes it in all functions between.
func (f *fn) upvalue(i int) int {
	for k, v := range f.upVars {
		if int(v) == i {
			return k
		}
	}
	g := f.g
	if f.prev == nil || g.err != nil {
		return 0
	}
	v := &g.vars[i]
	desc := code.UpvalDesc{Name: g.names.Name(v.sym), Kind: v.kind}
	if i >= f.prev.firstVar {
		desc.InStack, desc.Index = true, v.reg
		f.prev.markUpvalue(i - f.prev.firstVar)
	} else {
		desc.Index = uint8(f.prev.upvalue(i))
	}
	if len(f.upvals) >= maxUpvals {
		f.limit("upvalues", maxUpvals)
		return 0
	}
	f.upvals = append(f.upvals, desc)
	f.upVars = append(f.upVars, int32(i))
	return len(f.upvals) - 1
}

// markUpvalue notes that a variable is an upvalue, so that its block must
// close it.
func (f *fn) markUpvalue(level int) {
	b := f.block
	for b.active > level {
		b = b.prev
	}
	b.hasUpval = true
	f.needClose = true
}

// markClosing notes that the current block has a variable to be closed.
func (f *fn) markClosing() {
	f.block.hasUpval = true
	f.block.inTBC = true
	f.needClose = true
}

// checkAssignable reports an error if a variable is a constant.
func (f *fn) checkAssignable(target syntax.Expr, end int32) {
	n, ok := target.(*syntax.Name)
	if !ok {
		return
	}
	if i := lookup(f.g.innermost, n.Sym); i >= 0 && f.g.vars[i].kind != code.VarRegular {
		f.g.failAt(end, "attempt to assign to const variable '"+f.g.names.Name(n.Sym)+"'", false)
	}
}

// enter starts a block.
func (f *fn) enter(b *block, isLoop bool) {
	*b = block{
		prev: f.block, firstLabel: len(f.g.labels), firstGoto: len(f.g.gotos),
		active: f.active, regs: f.activeRegs, isLoop: isLoop,
		inTBC: f.block != nil && f.block.inTBC,
	}
	f.block = b
}

// leave ends the current block.
func (f *fn) leave() {
	b := f.block
	g := f.g
	if g.err != nil {
		f.block = b.prev // what is pending may belong to another function
		return
	}
	f.deactivate(b.active, b.regs)
	closed := false
	if b.isLoop {
		closed = f.place(label{sym: syntax.SymBreak, pc: f.here(), active: b.active, regs: b.regs})
	}
	if !closed && b.prev != nil && b.hasUpval {
		f.closeOver(b.regs)
	}
	f.freeReg = b.regs
	for len(g.labels) > b.firstLabel {
		l := g.labels[len(g.labels)-1]
		g.byLabel[l.sym] = l.hidden
		g.labels = g.labels[:len(g.labels)-1]
	}
	f.block = b.prev
	for n := len(g.gotos); n > b.firstGoto && g.gotos[n-1].solved; n-- {
		g.gotos = g.gotos[:n-1]
	}
	if b.prev != nil {
		f.moveGotosOut(b)
	} else {
		f.checkGotos(b)
	}
}

// moveGotosOut adjusts the pending gotos of a block that is left.
func (f *fn) moveGotosOut(b *block) {
	for i := b.firstGoto; i < len(f.g.gotos) && f.g.work(); i++ {
		gt := &f.g.gotos[i]
		if gt.regs > b.regs {
			gt.close = gt.close || b.hasUpval
		}
		gt.active, gt.regs = b.active, b.regs
	}
}

// checkGotos reports a goto without a label at the end of a function.
func (f *fn) checkGotos(b *block) {
	g := f.g
	for i := range g.gotos[b.firstGoto:] {
		gt := &g.gotos[b.firstGoto+i]
		if gt.solved {
			continue
		}
		line := strconv.Itoa(int(gt.line))
		if gt.sym == syntax.SymBreak {
			g.fail("break outside loop at line "+line, false)
		} else {
			g.fail("no visible label '"+g.names.Name(gt.sym)+"' for <goto> at line "+line, false)
		}
		return
	}
}

// addGoto notes jumps to a label that has not been seen.
func (f *fn) addGoto(sym syntax.Symbol, line int32, l jumps) {
	g := f.g
	g.byGoto = grow(g.byGoto, int(sym)+1)
	g.gotos = append(g.gotos, pending{
		sym: sym, before: g.byGoto[sym], line: line, jumps: l, active: f.active, regs: f.activeRegs,
	})
	g.byGoto[sym] = int32(len(g.gotos))
}

// place directs the pending gotos of the current block to a label, and emits
// CLOSE if one of them needs it. It reports whether it did.
func (f *fn) place(l label) bool {
	g := f.g
	g.byGoto = grow(g.byGoto, int(l.sym)+1)
	closing := false
	var bad *pending // the first one that enters the scope of a variable
	i := lookup(g.byGoto, l.sym)
	for ; i >= f.block.firstGoto; i = lookup(g.byGoto, l.sym) {
		gt := &g.gotos[i]
		if gt.active < l.active {
			bad = gt
		}
		closing = closing || gt.close
		f.patch(gt.jumps, l.pc)
		gt.solved = true
		g.byGoto[l.sym] = gt.before
	}
	if bad != nil {
		v := &g.vars[f.firstVar+bad.active]
		g.fail("<goto "+g.names.Name(bad.sym)+"> at line "+strconv.Itoa(int(bad.line))+
			" jumps into the scope of local '"+g.names.Name(v.sym)+"'", false)
	}
	if closing {
		f.closeOver(f.activeRegs)
	}
	return closing
}

// findLabel returns the visible label of a name in this function.
func (f *fn) findLabel(sym syntax.Symbol) *label {
	i := lookup(f.g.byLabel, sym)
	if i < f.firstLabel {
		return nil
	}
	return &f.g.labels[i]
}

// labelStat compiles a label.
func (f *fn) labelStat(st *syntax.Label) {
	g := f.g
	g.at(st.Pos)
	if old := f.findLabel(st.Label); old != nil {
		g.fail("label '"+g.names.Name(st.Label)+"' already defined on line "+strconv.Itoa(int(old.line)), false)
		return
	}
	l := label{sym: st.Label, line: st.StartLine, pc: f.here(), active: f.active, regs: f.activeRegs}
	if st.Last {
		// Nothing follows: the variables of the block are as good as gone.
		l.active, l.regs = f.block.active, f.block.regs
	}
	g.byLabel = grow(g.byLabel, int(l.sym)+1)
	l.hidden = g.byLabel[l.sym]
	g.labels = append(g.labels, l)
	g.byLabel[l.sym] = int32(len(g.labels))
	f.place(l)
}

// gotoStat compiles a goto.
func (f *fn) gotoStat(st *syntax.Goto) {
	f.g.at(st.Pos)
	l := f.findLabel(st.Label)
	if l == nil {
		f.addGoto(st.Label, st.StartLine, jumpAt(f.jump()))
		return
	}
	if f.activeRegs > l.regs {
		f.closeOver(l.regs)
	}
	f.jumpBack(l.pc)
}
