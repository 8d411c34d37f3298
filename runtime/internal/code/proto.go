package code

// This file defines the function prototype, what the compiler produces: it is
// immutable and may be shared by any number of VMs and goroutines.

// ConstKind is the type of a constant.
type ConstKind uint8

// Constant types.
const (
	ConstNil ConstKind = iota
	ConstFalse
	ConstTrue
	ConstInt
	ConstFloat
	ConstString
)

// Const is one constant of a prototype.
type Const struct {
	Kind ConstKind
	I    int64
	F    float64
	S    string
}

// UpvalDesc says where a closure finds one of its upvalues when it is made.
type UpvalDesc struct {
	Name    string
	InStack bool  // a register of the enclosing function, else one of its upvalues
	Index   uint8 // of the register or upvalue
	Kind    uint8 // VarRegular, VarConst or VarClose
}

// Kinds of a local variable.
const (
	VarRegular uint8 = iota
	VarConst
	VarClose
	VarCompileTime // a compile-time constant, never in a register
)

// LocalVar is the debug information of a local variable. It is active for the
// instructions StartPC <= pc < EndPC. Locals are in the order of declaration, so
// the n-th active one at a pc lives in register n.
type LocalVar struct {
	Name    string
	StartPC int32
	EndPC   int32
}

// Proto is a function prototype.
type Proto struct {
	Source          string // chunk name as load received it, with its '=' or '@'
	LineDefined     int32  // 0 for a main chunk
	LastLineDefined int32
	NumParams       uint8
	IsVararg        bool
	MaxStack        uint8 // registers the function needs, 2 to 255
	Code            []Instr
	Consts          []Const
	Protos          []*Proto
	Upvals          []UpvalDesc
	Lines           []int32 // line of each instruction
	Locals          []LocalVar
}

// MaxShortString is the length up to which a string is interned. Instructions
// whose key is a constant take only these.
const MaxShortString = 40
