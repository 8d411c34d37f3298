package syntax

// This file defines the parser: its state, and the grammar of statements.

import "math"

// DefaultNesting is the usual limit of nested constructs, PUC-Rio's
// LUAI_MAXCCALLS.
const DefaultNesting = 200

// levelsInUse is how many of PUC-Rio's levels are taken when a script's main
// chunk calls load, so that the same nesting is accepted.
const levelsInUse = 2

// Parser reads the statements of a chunk.
type Parser struct {
	lex      lexer
	tok      token
	ahead    token
	hasAhead bool
	lastLine int32 // line after the last token that was consumed
	lastEnd  int32 // offset after it
	level    int
	limit    int
	vararg   bool // in a function with '...'
	err      error
	done     bool   // the main block has ended
	queue    []Stat // statements of the main block, and how many of them
	returned int    // Next has returned

	exprs []Expr // stacks of lists that are being read
	stats []Stat
	first int // where the innermost block begins in stats
	nodes nodes
}

// NewParser returns a parser for a text. nesting limits the depth of nested
// constructs; 0 means DefaultNesting. The meter counts the work.
func NewParser(src string, nesting int, meter *Meter) *Parser {
	if nesting == 0 {
		nesting = DefaultNesting
	}
	p := &Parser{limit: nesting, level: levelsInUse, lastLine: 1, vararg: true}
	p.lex = lexer{src: src, line: 1, names: newSymbols(), meter: meter}
	if len(src) > math.MaxInt32-window {
		p.err = &Error{Msg: "chunk is too long"}
		p.done = true
		return p
	}
	p.advance()
	p.lastEnd = 0
	return p
}

// Symbols returns the table of the names read so far.
func (p *Parser) Symbols() *Symbols { return p.lex.names }

// Err returns the error that ended the parsing: an *Error or what the budget
// returned.
func (p *Parser) Err() error { return p.err }

// Next returns the next statement of the main block, nil after the last one or
// after an error. The statement in which an error was met is returned, with
// what could be read of it.
func (p *Parser) Next() Stat {
	for p.returned == len(p.queue) {
		if p.done || p.err != nil {
			return nil
		}
		p.queue, p.returned = p.queue[:0], 0
		p.mainStatement()
	}
	st := p.queue[p.returned]
	p.queue[p.returned] = nil
	p.returned++
	return st
}

// Pos returns the end of the last token that was consumed.
func (p *Parser) Pos() Pos { return Pos{p.lastLine, p.lastEnd} }

func (p *Parser) mainStatement() {
	if p.blockFollow(true) {
		p.done = true
		if p.tok.kind != tkEOF {
			p.expected(tkEOF)
		}
		return
	}
	isReturn := p.tok.kind == tkReturn
	p.statement()
	p.queue, p.stats = append(p.queue, p.stats...), p.stats[:0]
	if isReturn && p.err == nil {
		p.done = true
		p.check(tkEOF)
	}
}

// advance consumes the current token.
func (p *Parser) advance() {
	p.lastLine, p.lastEnd = p.lex.line, p.tok.end
	if p.hasAhead {
		p.tok, p.hasAhead = p.ahead, false
		return
	}
	p.read(&p.tok)
}

// peek returns the kind of the token after the current one.
func (p *Parser) peek() kind {
	p.read(&p.ahead)
	p.hasAhead = true
	return p.ahead.kind
}

func (p *Parser) read(t *token) {
	p.lex.next(t)
	if p.lex.err != nil && p.err == nil {
		p.abort(p.lex.err)
	}
}

// abort records the first error. From then on the current token is the end of
// the text, so that every loop and every recursion ends.
func (p *Parser) abort(err error) {
	if p.err == nil {
		p.err = err
	}
	p.tok.kind, p.ahead.kind = tkEOF, tkEOF
	if p.lex.err == nil {
		p.lex.err = p.err
	}
	p.lex.pos = len(p.lex.src)
}

// fail reports an error at the current token.
func (p *Parser) fail(msg string) {
	if p.err == nil {
		e := p.errorHere(msg)
		e.Near = p.lex.near(&p.tok)
		p.abort(e)
	}
}

// failBare reports an error that names no token.
func (p *Parser) failBare(msg string) {
	if p.err == nil {
		p.abort(p.errorHere(msg))
	}
}

func (p *Parser) errorHere(msg string) *Error {
	return &Error{Line: int(p.lex.line), Col: p.lex.col(int(p.tok.start)), Msg: msg}
}

func (p *Parser) expected(k kind) { p.fail(k.String() + " expected") }

// enter counts a level of nesting.
func (p *Parser) enter() {
	if p.level++; p.level >= p.limit && p.err == nil {
		p.abort(&Error{Msg: "C stack overflow"})
	}
}

func (p *Parser) leave() { p.level-- }

// accept consumes the current token if it is of the kind.
func (p *Parser) accept(k kind) bool {
	if p.tok.kind != k || p.err != nil {
		return false
	}
	p.advance()
	return true
}

// check reports an error if the current token is not of the kind.
func (p *Parser) check(k kind) bool {
	if p.tok.kind != k {
		p.expected(k)
	}
	return p.err == nil
}

// expect consumes a token of the kind and reports whether it was there.
func (p *Parser) expect(k kind) bool {
	if !p.check(k) {
		return false
	}
	p.advance()
	return true
}

// expectMatch consumes the token what that closes who, which was on a line.
func (p *Parser) expectMatch(what, who kind, line int32) {
	if p.accept(what) || p.err != nil {
		return
	}
	if line == p.lex.line {
		p.expected(what)
		return
	}
	p.fail(what.String() + " expected (to close " + who.String() + " at line " + itoa(int(line)) + ")")
}

// name consumes a name.
func (p *Parser) name() (Symbol, bool) {
	if !p.check(tkName) {
		return 0, false
	}
	sym := p.tok.sym
	p.advance()
	return sym, true
}

// declare consumes the name of a new variable.
func (p *Parser) declare() (Var, bool) {
	sym, ok := p.name()
	return Var{Sym: sym, End: p.lastEnd}, ok
}

// blockFollow reports whether the current token ends a block. until ends one,
// but not its scope.
func (p *Parser) blockFollow(withUntil bool) bool {
	switch p.tok.kind {
	case tkElse, tkElseif, tkEnd, tkEOF:
		return true
	case tkUntil:
		return withUntil
	}
	return p.err != nil
}

// block reads statements up to what ends the block.
func (p *Parser) block() (b Block) {
	base, outer := len(p.stats), p.first
	p.first = base
	for !p.blockFollow(true) {
		isReturn := p.tok.kind == tkReturn
		p.statement()
		if isReturn {
			break
		}
	}
	b.Stats = append(b.Stats, p.stats[base:]...)
	clear(p.stats[base:])
	p.stats, p.first = p.stats[:base], outer
	b.Line = p.lastLine
	b.Broken = p.err != nil
	return b
}

// add appends a statement to the block that is being read.
func (p *Parser) add(st Stat) { p.stats = append(p.stats, st) }

// statement reads one statement; labels and semicolons that follow a label
// belong to it.
func (p *Parser) statement() {
	line := p.lex.line
	p.enter()
	switch p.tok.kind {
	case ';':
		p.advance()
		if len(p.stats) == p.first+1 {
			if br, ok := p.stats[p.first].(*Break); ok {
				br.Pos = p.Pos()
			}
		}
	case tkIf:
		p.ifStat(line)
	case tkWhile:
		p.whileStat(line)
	case tkDo:
		p.advance()
		st := &Do{Body: p.block()}
		p.expectMatch(tkEnd, tkDo, line)
		st.Pos = p.Pos()
		p.add(st)
	case tkFor:
		p.forStat(line)
	case tkRepeat:
		p.repeatStat(line)
	case tkFunction:
		p.functionStat(line)
	case tkLocal:
		p.advance()
		if p.accept(tkFunction) {
			p.localFunction()
		} else {
			p.localStat()
		}
	case tkDbColon:
		p.labelStat(line)
	case tkReturn:
		p.returnStat()
	case tkBreak:
		p.advance()
		p.add(&Break{Pos: p.Pos(), StartLine: line})
	case tkGoto:
		p.advance()
		line = p.lex.line
		if sym, ok := p.name(); ok {
			p.add(&Goto{Pos: p.Pos(), Label: sym, StartLine: line})
		}
	default:
		p.exprStat()
	}
	p.leave()
}

func (p *Parser) ifStat(line int32) {
	st := &If{}
	for first := true; first || p.tok.kind == tkElseif; first = false {
		p.advance()
		st.Clauses = append(st.Clauses, p.clause())
	}
	if p.accept(tkElse) {
		b := p.block()
		st.Else = &b
	}
	p.expectMatch(tkEnd, tkIf, line)
	st.Pos = p.Pos()
	p.add(st)
}

func (p *Parser) clause() Clause {
	c := Clause{Cond: p.expr()}
	c.Broken = !p.expect(tkThen)
	c.ThenLine, c.ThenEnd = p.lastLine, p.lastEnd
	c.Body = p.block()
	return c
}

func (p *Parser) whileStat(line int32) {
	p.advance()
	st := &While{Cond: p.expr()}
	p.expect(tkDo)
	st.Body = p.block()
	p.expectMatch(tkEnd, tkWhile, line)
	st.Pos = p.Pos()
	p.add(st)
}

func (p *Parser) repeatStat(line int32) {
	p.advance()
	st := &Repeat{Body: p.block()}
	p.expectMatch(tkUntil, tkRepeat, line)
	st.Cond = p.expr()
	st.Pos = p.Pos()
	p.add(st)
}

func (p *Parser) forStat(line int32) {
	p.advance()
	v, ok := p.declare()
	var body *Block
	var pos *Pos
	switch {
	case !ok:
		return
	case p.tok.kind == '=':
		st := &NumFor{Var: v, Line: line}
		p.numFor(st)
		p.add(st)
		body, pos = &st.Body, &st.Pos
	case p.tok.kind == ',' || p.tok.kind == tkIn:
		st := &GenFor{Vars: []Var{v}}
		p.genFor(st)
		p.add(st)
		body, pos = &st.Body, &st.Pos
	default:
		p.fail("'=' or 'in' expected")
		return
	}
	*body = p.block()
	p.expectMatch(tkEnd, tkFor, line)
	*pos = p.Pos()
}

func (p *Parser) numFor(st *NumFor) {
	p.advance()
	st.Start = p.expr()
	p.expect(',')
	st.Limit = p.expr()
	if p.accept(',') {
		st.HasStep = true
		st.Step = p.expr()
	}
	st.Broken = !p.expect(tkDo)
	st.DoLine = p.lastLine
}

func (p *Parser) genFor(st *GenFor) {
	for p.accept(',') {
		v, ok := p.declare()
		if !ok {
			break
		}
		st.Vars = append(st.Vars, v)
	}
	if p.expect(tkIn) {
		st.ExprLine = p.lex.line
		st.Exprs = p.exprList()
	}
	st.Broken = !p.expect(tkDo)
	st.DoLine = p.lastLine
}

func (p *Parser) functionStat(line int32) {
	p.advance()
	st := &FunctionStat{Line: line}
	sym, ok := p.name()
	if !ok {
		return
	}
	st.Target = p.newName(sym)
	isMethod := false
	for !isMethod && (p.tok.kind == '.' || p.tok.kind == ':') {
		isMethod = p.tok.kind == ':'
		st.Target = p.field(st.Target)
	}
	st.Func = p.function(isMethod, line)
	st.Pos = p.Pos()
	p.add(st)
}

func (p *Parser) localFunction() {
	v, ok := p.declare()
	if !ok {
		return
	}
	st := &LocalFunction{Var: v}
	st.Func = p.function(false, p.lex.line)
	st.Pos = p.Pos()
	p.add(st)
}

func (p *Parser) localStat() {
	st := &Local{}
	closing := false
	for {
		v, ok := p.declare()
		if !ok {
			break
		}
		v.Attrib = p.attrib()
		st.Vars = append(st.Vars, v)
		if v.Attrib == AttribClose {
			if closing {
				p.failBare("multiple to-be-closed variables in local list")
			}
			closing = true
		}
		if !p.accept(',') {
			break
		}
	}
	st.Broken = p.err != nil
	if p.accept('=') {
		st.Exprs = p.exprList()
	}
	st.Pos = p.Pos()
	p.add(st)
}

// attrib reads what may follow the name of a local variable.
func (p *Parser) attrib() Attrib {
	if !p.accept('<') {
		return AttribNone
	}
	sym, ok := p.name()
	if !ok || !p.expect('>') {
		return AttribNone
	}
	switch name := p.lex.names.Name(sym); name {
	case "const":
		return AttribConst
	case "close":
		return AttribClose
	default:
		p.failBare("unknown attribute '" + name + "'")
	}
	return AttribNone
}

// labelStat reads a label and, because they decide whether it is the last
// thing of its block, the labels and semicolons that follow.
func (p *Parser) labelStat(line int32) {
	p.advance()
	sym, ok := p.name()
	if !ok || !p.expect(tkDbColon) {
		return
	}
	for p.tok.kind == ';' || p.tok.kind == tkDbColon {
		p.statement()
	}
	if p.err == nil {
		p.add(&Label{Pos: p.Pos(), Label: sym, StartLine: line, Last: p.blockFollow(false)})
	}
}

func (p *Parser) returnStat() {
	p.advance()
	st := &Return{}
	if !p.blockFollow(true) && p.tok.kind != ';' {
		st.Exprs = p.exprList()
	}
	st.Pos = p.Pos()
	p.accept(';')
	p.add(st)
}

// exprStat reads a call or an assignment.
func (p *Parser) exprStat() {
	x := p.suffixedExpr()
	if p.tok.kind == '=' || p.tok.kind == ',' {
		p.assignment(x)
		return
	}
	call, ok := x.(*Call)
	if !ok && p.err == nil {
		p.fail("syntax error")
	}
	if ok {
		p.add(&CallStat{Pos: p.Pos(), Call: call})
	} else if x != nil {
		// Only to be compiled up to the error.
		p.add(&Assign{Pos: p.Pos(), Exprs: []Expr{x, nil}})
	}
}

func (p *Parser) assignment(x Expr) {
	st := &Assign{}
	levels := 0
	for {
		if !isTarget(x) {
			p.fail("syntax error")
			st.Exprs = []Expr{x} // to be compiled up to the error
			break
		}
		st.Targets = append(st.Targets, x)
		if levels > 0 {
			p.enter()
		}
		levels++
		if !p.accept(',') {
			break
		}
		x = p.suffixedExpr()
	}
	if p.expect('=') {
		st.Exprs = p.exprList()
	} else {
		st.Exprs = append(st.Exprs, nil)
	}
	for ; levels > 1; levels-- {
		p.leave()
	}
	st.Pos = p.Pos()
	p.add(st)
}

// isTarget reports whether an expression can be assigned to.
func isTarget(x Expr) bool {
	switch x.(type) {
	case *Name, *Index:
		return true
	}
	return false
}
