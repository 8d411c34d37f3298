package syntax

// This file defines the nodes of the syntax tree.

// Pos says where a node ends. Every node has one, because the compiler needs
// for each instruction the line of the last token that had been read, and for
// each message the token that comes next.
type Pos struct {
	Line int32 // line of the node's last token
	End  int32 // offset in the text after that token
}

// At returns the position.
func (p Pos) At() Pos { return p }

// Expr is an expression. A nil Expr stands for one that could not be read; the
// parser then has an error.
type Expr interface {
	At() Pos
	expr()
}

// Stat is a statement.
type Stat interface {
	At() Pos
	stat()
}

// The expressions.
type (
	// Nil is nil.
	Nil struct{ Pos }
	// True is true.
	True struct{ Pos }
	// False is false.
	False struct{ Pos }
	// Int is an integer numeral.
	Int struct {
		Pos
		Val int64
	}
	// Float is a float numeral.
	Float struct {
		Pos
		Val float64
	}
	// String is a string literal, or a name used as one: the key of a.b.
	String struct {
		Pos
		Val string
	}
	// Vararg is '...'.
	Vararg struct {
		Pos
		BeforeLine int32 // line of the token before it
	}
	// Name is a variable.
	Name struct {
		Pos
		Sym Symbol
	}
	// Paren is an expression in parentheses, which has exactly one value.
	Paren struct {
		Pos
		X Expr
	}
	// Index is X[Key] or X.Key.
	Index struct {
		Pos
		X, Key Expr
	}
	// Call is a call of a function or, if Method is not nil, of a method of Fn.
	Call struct {
		Pos
		Fn       Expr
		Method   *String
		Args     []Expr
		OpenLine int32 // line of the token that opens the arguments
	}
	// Function is a function body.
	Function struct {
		Pos
		Params     []Var
		HasSelf    bool
		IsVararg   bool
		Broken     bool  // the parameters could not be read
		VarargLine int32 // line of the '...' among the parameters
		Line       int32 // where it begins, for debug information
		LastLine   int32 // where it ends
		Body       Block
	}
	// Unary is an operator and its operand.
	Unary struct {
		Pos
		Op     UnOp
		OpLine int32
		X      Expr
	}
	// Binary is an operator and its operands.
	Binary struct {
		Pos
		Op     BinOp
		OpLine int32
		X, Y   Expr
	}
	// Table is a table constructor. Its items are *Field or, for a list item,
	// any other expression.
	Table struct {
		Pos
		BeforeLine int32 // line of the token before the brace
		Items      []Expr
	}
	// Field is Key = Val in a constructor.
	Field struct {
		Pos
		Key, Val Expr
		EqLine   int32 // line of the '='
	}
	// Separated is an expression that is followed by a separator on another
	// line: the code that puts its value in place belongs to that line.
	Separated struct {
		Pos
		X Expr
	}
)

func (*Nil) expr()       {}
func (*True) expr()      {}
func (*False) expr()     {}
func (*Int) expr()       {}
func (*Float) expr()     {}
func (*String) expr()    {}
func (*Vararg) expr()    {}
func (*Name) expr()      {}
func (*Paren) expr()     {}
func (*Index) expr()     {}
func (*Call) expr()      {}
func (*Function) expr()  {}
func (*Unary) expr()     {}
func (*Binary) expr()    {}
func (*Table) expr()     {}
func (*Field) expr()     {}
func (*Separated) expr() {}

// Attrib is the attribute of a local variable.
type Attrib uint8

// The attributes.
const (
	AttribNone Attrib = iota
	AttribConst
	AttribClose
)

// Var is the declaration of a local variable.
type Var struct {
	Sym    Symbol
	End    int32 // offset after the name
	Attrib Attrib
}

// Block is a list of statements with its own scope.
type Block struct {
	Stats  []Stat
	Line   int32 // line of the last token before what ends the block
	Broken bool  // the parser met an error in it; its place is after Stats
}

// The statements.
type (
	// Local is local Vars = Exprs.
	Local struct {
		Pos
		Vars   []Var
		Exprs  []Expr
		Broken bool // an error among the variables
	}
	// LocalFunction is local function Var.
	LocalFunction struct {
		Pos
		Var  Var
		Func *Function
	}
	// FunctionStat is function Target.
	FunctionStat struct {
		Pos
		Target Expr
		Func   *Function
		Line   int32 // where it begins
	}
	// Assign is Targets = Exprs. Each target is a *Name or an *Index.
	Assign struct {
		Pos
		Targets []Expr
		Exprs   []Expr
	}
	// CallStat is a call as a statement.
	CallStat struct {
		Pos
		Call *Call
	}
	// Do is do Body end.
	Do struct {
		Pos
		Body Block
	}
	// While is while Cond do Body end.
	While struct {
		Pos
		Cond Expr
		Body Block
	}
	// Repeat is repeat Body until Cond; Cond is in the scope of the body.
	Repeat struct {
		Pos
		Body Block
		Cond Expr
	}
	// If is a conditional.
	If struct {
		Pos
		Clauses []Clause
		Else    *Block
	}
	// NumFor is the numeric for.
	NumFor struct {
		Pos
		Var                Var
		Start, Limit, Step Expr // Step is nil if HasStep is not set
		HasStep            bool
		Broken             bool  // an error before the body
		Line               int32 // of the word for
		DoLine             int32
		Body               Block
	}
	// GenFor is the generic for.
	GenFor struct {
		Pos
		Vars     []Var
		Exprs    []Expr
		Broken   bool  // an error before the body
		ExprLine int32 // of the first token after the word in
		DoLine   int32
		Body     Block
	}
	// Return is return Exprs.
	Return struct {
		Pos
		Exprs []Expr
	}
	// Break is break. The semicolons that follow it at the start of a block are
	// part of it.
	Break struct {
		Pos
		StartLine int32
	}
	// Goto is goto Label.
	Goto struct {
		Pos
		Label     Symbol
		StartLine int32
	}
	// Label is ::Label::. Labels that follow each other are in reverse order.
	Label struct {
		Pos
		Label     Symbol
		StartLine int32
		Last      bool // nothing but labels and semicolons follow in the block
	}
)

// Clause is one if or elseif of a conditional.
type Clause struct {
	Cond     Expr
	ThenLine int32 // line of the word then
	ThenEnd  int32 // offset after it
	Broken   bool  // then is missing
	Body     Block
}

func (*Local) stat()         {}
func (*LocalFunction) stat() {}
func (*FunctionStat) stat()  {}
func (*Assign) stat()        {}
func (*CallStat) stat()      {}
func (*Do) stat()            {}
func (*While) stat()         {}
func (*Repeat) stat()        {}
func (*If) stat()            {}
func (*NumFor) stat()        {}
func (*GenFor) stat()        {}
func (*Return) stat()        {}
func (*Break) stat()         {}
func (*Goto) stat()          {}
func (*Label) stat()         {}

// UnOp is a unary operator.
type UnOp uint8

// The unary operators.
const (
	OpMinus UnOp = iota
	OpBNot
	OpNot
	OpLen
)

// BinOp is a binary operator.
type BinOp uint8

// The binary operators. Those up to OpShr compute a value from two numbers.
const (
	OpAdd BinOp = iota
	OpSub
	OpMul
	OpMod
	OpPow
	OpDiv
	OpIDiv
	OpBAnd
	OpBOr
	OpBXor
	OpShl
	OpShr
	OpConcat
	OpEq
	OpLt
	OpLe
	OpNe
	OpGt
	OpGe
	OpAnd
	OpOr
	numBinOps
)

// precedence holds how strongly an operator binds what is left and what is
// right of it; right is the smaller one for the right-associative operators.
var precedence = [numBinOps]struct{ left, right uint8 }{
	OpOr: {1, 1}, OpAnd: {2, 2},
	OpEq: {3, 3}, OpLt: {3, 3}, OpLe: {3, 3}, OpNe: {3, 3}, OpGt: {3, 3}, OpGe: {3, 3},
	OpBOr: {4, 4}, OpBXor: {5, 5}, OpBAnd: {6, 6}, OpShl: {7, 7}, OpShr: {7, 7},
	OpConcat: {9, 8},
	OpAdd:    {10, 10}, OpSub: {10, 10},
	OpMul: {11, 11}, OpMod: {11, 11}, OpDiv: {11, 11}, OpIDiv: {11, 11},
	OpPow: {14, 13},
}

const unaryPrecedence = 12
