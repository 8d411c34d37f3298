package syntax

// This file defines the grammar of expressions.

func (p *Parser) expr() Expr {
	x, _ := p.subExpr(0)
	return x
}

// exprList reads expressions separated by commas. An expression that could not
// be read is nil, and the last one.
func (p *Parser) exprList() []Expr {
	base := len(p.exprs)
	p.exprs = append(p.exprs, p.expr())
	for p.accept(',') {
		p.separated()
		p.exprs = append(p.exprs, p.expr())
	}
	return p.popExprs(base)
}

// separated marks the last expression of the list being read if the separator,
// which has just been consumed, is on another line.
func (p *Parser) separated() {
	last := &p.exprs[len(p.exprs)-1]
	switch x := (*last).(type) {
	case nil, *Field: // a field leaves nothing to put in place
	default:
		if x.At().Line != p.lastLine {
			*last = &Separated{Pos: Pos{p.lastLine, x.At().End}, X: x}
		}
	}
}

// popExprs returns the list that was read since the stack had the length base.
func (p *Parser) popExprs(base int) []Expr {
	list := append([]Expr(nil), p.exprs[base:]...)
	clear(p.exprs[base:])
	p.exprs = p.exprs[:base]
	return list
}

func unaryOp(k kind) (UnOp, bool) {
	switch k {
	case tkNot:
		return OpNot, true
	case '-':
		return OpMinus, true
	case '~':
		return OpBNot, true
	case '#':
		return OpLen, true
	}
	return 0, false
}

// binaryOps maps kinds to operators plus one.
var binaryOps = [numKinds]BinOp{
	'+': OpAdd + 1, '-': OpSub + 1, '*': OpMul + 1, '%': OpMod + 1, '^': OpPow + 1,
	'/': OpDiv + 1, tkIDiv: OpIDiv + 1, '&': OpBAnd + 1, '|': OpBOr + 1,
	'~': OpBXor + 1, tkShl: OpShl + 1, tkShr: OpShr + 1, tkConcat: OpConcat + 1,
	tkNe: OpNe + 1, tkEq: OpEq + 1, '<': OpLt + 1, tkLe: OpLe + 1, '>': OpGt + 1,
	tkGe: OpGe + 1, tkAnd: OpAnd + 1, tkOr: OpOr + 1,
}

// subExpr reads an expression of operators that bind more strongly than limit,
// and returns the operator that follows it (plus one; 0 is none). The chain of
// left operands is a loop; only right operands nest.
func (p *Parser) subExpr(limit uint8) (Expr, BinOp) {
	var x Expr
	p.enter()
	if op, ok := unaryOp(p.tok.kind); ok {
		line := p.lex.line
		p.advance()
		y, _ := p.subExpr(unaryPrecedence)
		x = &Unary{Pos: p.Pos(), Op: op, OpLine: line, X: y}
	} else {
		x = p.simpleExpr()
	}
	op := binaryOps[p.tok.kind]
	for op != 0 && precedence[op-1].left > limit && p.err == nil {
		line := p.lex.line
		p.advance()
		n := p.nodes.bins.new()
		n.X, n.Op, n.OpLine = x, op-1, line
		n.Y, op = p.subExpr(precedence[op-1].right)
		n.Pos = p.Pos()
		x = n
	}
	p.leave()
	return x, op
}

func (p *Parser) simpleExpr() Expr {
	switch p.tok.kind {
	case tkFloat:
		v := p.tok.f
		p.advance()
		return &Float{Pos: p.Pos(), Val: v}
	case tkInt:
		n := p.nodes.ints.new()
		n.Val = p.tok.i
		p.advance()
		n.Pos = p.Pos()
		return n
	case tkString:
		return p.stringExpr()
	case tkNil:
		p.advance()
		return &Nil{Pos: p.Pos()}
	case tkTrue:
		p.advance()
		return &True{Pos: p.Pos()}
	case tkFalse:
		p.advance()
		return &False{Pos: p.Pos()}
	case tkDots:
		if !p.vararg {
			p.fail("cannot use '...' outside a vararg function")
			return nil
		}
		n := &Vararg{BeforeLine: p.lastLine}
		p.advance()
		n.Pos = p.Pos()
		return n
	case '{':
		return p.table()
	case tkFunction:
		p.advance()
		return p.function(false, p.lex.line)
	}
	return p.suffixedExpr()
}

// stringExpr reads a string literal.
func (p *Parser) stringExpr() *String {
	n := p.nodes.strings.new()
	n.Val = p.tok.s
	p.tok.s = ""
	p.advance()
	n.Pos = p.Pos()
	return n
}

// nameString reads a name that is used as a string.
func (p *Parser) nameString() *String {
	sym, ok := p.name()
	if !ok {
		return nil
	}
	n := p.nodes.strings.new()
	n.Pos, n.Val = p.Pos(), p.lex.names.Name(sym)
	return n
}

func (p *Parser) newName(sym Symbol) *Name {
	n := p.nodes.names.new()
	n.Pos, n.Sym = p.Pos(), sym
	return n
}

func (p *Parser) primaryExpr() Expr {
	switch p.tok.kind {
	case '(':
		line := p.lex.line
		p.advance()
		n := &Paren{X: p.expr()}
		p.expectMatch(')', '(', line)
		n.Pos = p.Pos()
		return n
	case tkName:
		sym, _ := p.name()
		return p.newName(sym)
	}
	p.fail("unexpected symbol")
	return nil
}

// field reads .Name or :Name after an expression, as an index.
func (p *Parser) field(x Expr) Expr {
	p.advance()
	n := p.nodes.indexes.new()
	n.X = x
	if key := p.nameString(); key != nil {
		n.Key = key
	}
	n.Pos = p.Pos()
	return n
}

func (p *Parser) suffixedExpr() Expr {
	x := p.primaryExpr()
	for p.err == nil {
		switch p.tok.kind {
		case '.':
			x = p.field(x)
		case '[':
			n := p.nodes.indexes.new()
			n.X = x
			n.Key = p.bracketed()
			n.Pos = p.Pos()
			x = n
		case ':':
			p.advance()
			n := p.nodes.calls.new()
			n.Fn = x
			n.Method = p.nameString()
			p.callArgs(n)
			x = n
		case '(', '{', tkString:
			n := p.nodes.calls.new()
			n.Fn = x
			p.callArgs(n)
			x = n
		default:
			return x
		}
	}
	return x
}

// bracketed reads [expr].
func (p *Parser) bracketed() Expr {
	p.advance()
	x := p.expr()
	p.expect(']')
	return x
}

// callArgs reads the arguments of a call. A call with an error in it gets a nil
// argument.
func (p *Parser) callArgs(n *Call) {
	n.OpenLine = p.lex.line
	switch p.tok.kind {
	case '(':
		p.advance()
		if p.tok.kind != ')' {
			n.Args = p.exprList()
		}
		p.expectMatch(')', '(', n.OpenLine)
	case '{':
		n.Args = []Expr{p.table()}
	case tkString:
		n.Args = []Expr{p.stringExpr()}
	default:
		p.fail("function arguments expected")
	}
	if p.err != nil {
		n.Args = append(n.Args, nil)
	}
	n.Pos = p.Pos()
}

func (p *Parser) table() Expr {
	line := p.lex.line
	n := &Table{BeforeLine: p.lastLine}
	p.expect('{')
	base := len(p.exprs)
	for p.tok.kind != '}' && p.err == nil {
		p.exprs = append(p.exprs, p.item())
		if !p.accept(',') && !p.accept(';') {
			break
		}
		p.separated()
	}
	p.expectMatch('}', '{', line)
	if p.err != nil {
		p.exprs = append(p.exprs, nil)
	}
	n.Items = p.popExprs(base)
	n.Pos = p.Pos()
	return n
}

// item reads one entry of a constructor.
func (p *Parser) item() Expr {
	f := &Field{}
	switch {
	case p.tok.kind == '[':
		f.Key = p.bracketed()
	case p.tok.kind == tkName && p.peek() == '=':
		if key := p.nameString(); key != nil {
			f.Key = key
		}
	default:
		return p.expr()
	}
	if p.expect('=') {
		f.EqLine = p.lastLine
		f.Val = p.expr()
	}
	f.Pos = p.Pos()
	return f
}

// function reads parameters and body; line is where the function begins.
func (p *Parser) function(isMethod bool, line int32) *Function {
	n := &Function{HasSelf: isMethod, Line: line}
	outer := p.vararg
	p.vararg = false
	p.expect('(')
	p.params(n)
	p.expect(')')
	n.Broken = p.err != nil
	n.Body = p.block()
	n.LastLine = p.lex.line
	p.expectMatch(tkEnd, tkFunction, line)
	n.Pos = p.Pos()
	n.Body.Broken = p.err != nil
	p.vararg = outer
	return n
}

func (p *Parser) params(n *Function) {
	if p.tok.kind == ')' {
		return
	}
	for {
		switch p.tok.kind {
		case tkName:
			v, _ := p.declare()
			n.Params = append(n.Params, v)
		case tkDots:
			p.advance()
			n.IsVararg, n.VarargLine = true, p.lastLine
			p.vararg = true
			return
		default:
			p.fail("<name> or '...' expected")
			return
		}
		if !p.accept(',') {
			return
		}
	}
}
