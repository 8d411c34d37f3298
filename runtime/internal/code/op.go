package code

// This file defines the instruction set: one row per opcode, from which the
// encoder, the disassembler, the verifier and docs/opcodes.md are derived.

// Op is an operation code, the low byte of an [Instr].
type Op uint8

// Mode is the operand format of an opcode.
type Mode uint8

// Formats. Every instruction is 64 bits wide, lowest bits first:
//
//	ModeABC  op:8 A:8 B:16 C:16 D:16
//	ModeAK   op:8 A:8 B:16 K:32
//	ModeABJ  op:8 A:8 B:16 F:8 J:24 (signed)
//
// J counts instructions and is relative to the instruction that follows.
// F holds the flags FlagK (the condition) and FlagFloat.
const (
	ModeABC Mode = iota
	ModeAK
	ModeABJ
)

// Flags of ModeABJ's F field.
const (
	FlagK     = 1 << 0 // jump when the condition equals this bit
	FlagFloat = 1 << 1 // the immediate was written as a float
)

// Flags of the D field of arithmetic instructions with a constant operand.
const (
	FlagFlip = 1 << 0 // the constant is the left operand in the source
	FlagSub  = 1 << 1 // ADDI stands for a subtraction of the negated immediate
)

// Uses says what an operand field of an instruction denotes.
type Uses uint8

// Operand uses, for the disassembler and the verifier.
const (
	UseNone  Uses = iota // unused, must be zero
	UseReg               // a register
	UseUp                // an upvalue index
	UseK                 // an index into the constants
	UseRK                // a register below 256, else constant index + 256
	UseInt               // an unsigned count
	UseSInt              // a signed 16-bit immediate
	UseProto             // an index into the nested prototypes
	UseCache             // an inline cache, zero in a stored prototype
	UseFlags             // flag bits
)

// Row describes one opcode.
type Row struct {
	Name string // as listings print it
	Mode Mode
	SetA bool // the instruction writes register A
	A    Uses
	B    Uses
	C    Uses // K in ModeAK
	D    Uses
	Doc  string
}

// The opcodes. The order is the order of docs/opcodes.md.
const (
	OpMove Op = iota
	OpLoadI
	OpLoadK
	OpLoadNil
	OpLoadFalse
	OpLoadTrue
	OpLFalseSkip
	OpGetUpval
	OpSetUpval
	OpGetTabUp
	OpSetTabUp
	OpGetTable
	OpGetI
	OpGetField
	OpSetTable
	OpSetI
	OpSetField
	OpNewTable
	OpSetList
	OpSelf
	OpAdd
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
	OpAddI
	OpAddK
	OpSubK
	OpMulK
	OpModK
	OpPowK
	OpDivK
	OpIDivK
	OpBAndK
	OpBOrK
	OpBXorK
	OpShlI
	OpShrI
	OpUnm
	OpNot
	OpLen
	OpBNot
	OpConcat
	OpClose
	OpTBC
	OpJmp
	OpEq
	OpLt
	OpLe
	OpEqK
	OpEqI
	OpLtI
	OpLeI
	OpGtI
	OpGeI
	OpTest
	OpTestSet
	OpCall
	OpTailCall
	OpReturn
	OpReturn0
	OpReturn1
	OpForPrep
	OpForLoop
	OpTForPrep
	OpTForCall
	OpTForLoop
	OpClosure
	OpVararg
	OpVarargPrep
	OpTrap

	NumOps // sentinel
)

// Rows holds the row of each opcode.
var Rows = [NumOps]Row{
	OpMove:       {"MOVE", ModeABC, true, UseReg, UseReg, UseNone, UseNone, "R[A] := R[B]"},
	OpLoadI:      {"LOADI", ModeAK, true, UseReg, UseNone, UseSInt, UseNone, "R[A] := int32(K)"},
	OpLoadK:      {"LOADK", ModeAK, true, UseReg, UseNone, UseK, UseNone, "R[A] := K[K]"},
	OpLoadNil:    {"LOADNIL", ModeABC, true, UseReg, UseInt, UseNone, UseNone, "R[A], ..., R[A+B] := nil"},
	OpLoadFalse:  {"LOADFALSE", ModeABC, true, UseReg, UseNone, UseNone, UseNone, "R[A] := false"},
	OpLoadTrue:   {"LOADTRUE", ModeABC, true, UseReg, UseNone, UseNone, UseNone, "R[A] := true"},
	OpLFalseSkip: {"LFALSESKIP", ModeABC, true, UseReg, UseNone, UseNone, UseNone, "R[A] := false; pc++"},
	OpGetUpval:   {"GETUPVAL", ModeABC, true, UseReg, UseUp, UseNone, UseNone, "R[A] := U[B]"},
	OpSetUpval:   {"SETUPVAL", ModeABC, false, UseReg, UseUp, UseNone, UseNone, "U[B] := R[A]"},
	OpGetTabUp:   {"GETTABUP", ModeABC, true, UseReg, UseUp, UseK, UseCache, "R[A] := U[B][K[C]], K[C] a short string"},
	OpSetTabUp:   {"SETTABUP", ModeABC, false, UseUp, UseK, UseRK, UseCache, "U[A][K[B]] := RK[C], K[B] a short string"},
	OpGetTable:   {"GETTABLE", ModeABC, true, UseReg, UseReg, UseReg, UseNone, "R[A] := R[B][R[C]]"},
	OpGetI:       {"GETI", ModeABC, true, UseReg, UseReg, UseInt, UseNone, "R[A] := R[B][C]"},
	OpGetField:   {"GETFIELD", ModeABC, true, UseReg, UseReg, UseK, UseCache, "R[A] := R[B][K[C]], K[C] a short string"},
	OpSetTable:   {"SETTABLE", ModeABC, false, UseReg, UseReg, UseRK, UseNone, "R[A][R[B]] := RK[C]"},
	OpSetI:       {"SETI", ModeABC, false, UseReg, UseInt, UseRK, UseNone, "R[A][B] := RK[C]"},
	OpSetField:   {"SETFIELD", ModeABC, false, UseReg, UseK, UseRK, UseCache, "R[A][K[B]] := RK[C], K[B] a short string"},
	OpNewTable:   {"NEWTABLE", ModeAK, true, UseReg, UseInt, UseInt, UseNone, "R[A] := {}, B hash entries, K array entries"},
	OpSetList:    {"SETLIST", ModeAK, false, UseReg, UseInt, UseInt, UseNone, "R[A][K+i] := R[A+i], 1 <= i <= B; B = 0: up to top"},
	OpSelf:       {"SELF", ModeABC, true, UseReg, UseReg, UseK, UseCache, "R[A+1] := R[B]; R[A] := R[B][K[C]], K[C] a short string"},
	OpAdd:        {"ADD", ModeABC, true, UseReg, UseReg, UseReg, UseNone, "R[A] := R[B] + R[C]"},
	OpSub:        {"SUB", ModeABC, true, UseReg, UseReg, UseReg, UseNone, "R[A] := R[B] - R[C]"},
	OpMul:        {"MUL", ModeABC, true, UseReg, UseReg, UseReg, UseNone, "R[A] := R[B] * R[C]"},
	OpMod:        {"MOD", ModeABC, true, UseReg, UseReg, UseReg, UseNone, "R[A] := R[B] % R[C]"},
	OpPow:        {"POW", ModeABC, true, UseReg, UseReg, UseReg, UseNone, "R[A] := R[B] ^ R[C]"},
	OpDiv:        {"DIV", ModeABC, true, UseReg, UseReg, UseReg, UseNone, "R[A] := R[B] / R[C]"},
	OpIDiv:       {"IDIV", ModeABC, true, UseReg, UseReg, UseReg, UseNone, "R[A] := R[B] // R[C]"},
	OpBAnd:       {"BAND", ModeABC, true, UseReg, UseReg, UseReg, UseNone, "R[A] := R[B] & R[C]"},
	OpBOr:        {"BOR", ModeABC, true, UseReg, UseReg, UseReg, UseNone, "R[A] := R[B] | R[C]"},
	OpBXor:       {"BXOR", ModeABC, true, UseReg, UseReg, UseReg, UseNone, "R[A] := R[B] ~ R[C]"},
	OpShl:        {"SHL", ModeABC, true, UseReg, UseReg, UseReg, UseNone, "R[A] := R[B] << R[C]"},
	OpShr:        {"SHR", ModeABC, true, UseReg, UseReg, UseReg, UseNone, "R[A] := R[B] >> R[C]"},
	OpAddI:       {"ADDI", ModeABC, true, UseReg, UseReg, UseSInt, UseFlags, "R[A] := R[B] + C"},
	OpAddK:       {"ADDK", ModeABC, true, UseReg, UseReg, UseK, UseFlags, "R[A] := R[B] + K[C], a number"},
	OpSubK:       {"SUBK", ModeABC, true, UseReg, UseReg, UseK, UseNone, "R[A] := R[B] - K[C], a number"},
	OpMulK:       {"MULK", ModeABC, true, UseReg, UseReg, UseK, UseFlags, "R[A] := R[B] * K[C], a number"},
	OpModK:       {"MODK", ModeABC, true, UseReg, UseReg, UseK, UseNone, "R[A] := R[B] % K[C], a number"},
	OpPowK:       {"POWK", ModeABC, true, UseReg, UseReg, UseK, UseNone, "R[A] := R[B] ^ K[C], a number"},
	OpDivK:       {"DIVK", ModeABC, true, UseReg, UseReg, UseK, UseNone, "R[A] := R[B] / K[C], a number"},
	OpIDivK:      {"IDIVK", ModeABC, true, UseReg, UseReg, UseK, UseNone, "R[A] := R[B] // K[C], a number"},
	OpBAndK:      {"BANDK", ModeABC, true, UseReg, UseReg, UseK, UseFlags, "R[A] := R[B] & K[C], an integer"},
	OpBOrK:       {"BORK", ModeABC, true, UseReg, UseReg, UseK, UseFlags, "R[A] := R[B] | K[C], an integer"},
	OpBXorK:      {"BXORK", ModeABC, true, UseReg, UseReg, UseK, UseFlags, "R[A] := R[B] ~ K[C], an integer"},
	OpShlI:       {"SHLI", ModeABC, true, UseReg, UseReg, UseSInt, UseFlags, "R[A] := R[B] << C; flipped: C << R[B]"},
	OpShrI:       {"SHRI", ModeABC, true, UseReg, UseReg, UseSInt, UseFlags, "R[A] := R[B] >> C; flipped: C >> R[B]"},
	OpUnm:        {"UNM", ModeABC, true, UseReg, UseReg, UseNone, UseNone, "R[A] := -R[B]"},
	OpNot:        {"NOT", ModeABC, true, UseReg, UseReg, UseNone, UseNone, "R[A] := not R[B]"},
	OpLen:        {"LEN", ModeABC, true, UseReg, UseReg, UseNone, UseNone, "R[A] := #R[B]"},
	OpBNot:       {"BNOT", ModeABC, true, UseReg, UseReg, UseNone, UseNone, "R[A] := ~R[B]"},
	OpConcat:     {"CONCAT", ModeABC, true, UseReg, UseInt, UseNone, UseNone, "R[A] := R[A] .. ... .. R[A+B-1]"},
	OpClose:      {"CLOSE", ModeABC, false, UseReg, UseNone, UseNone, UseNone, "close all upvalues and variables >= R[A]"},
	OpTBC:        {"TBC", ModeABC, false, UseReg, UseNone, UseNone, UseNone, "mark R[A] to be closed"},
	OpJmp:        {"JMP", ModeABJ, false, UseNone, UseNone, UseNone, UseNone, "pc += J"},
	OpEq:         {"EQ", ModeABJ, false, UseReg, UseReg, UseFlags, UseNone, "if (R[A] == R[B]) == k then pc += J"},
	OpLt:         {"LT", ModeABJ, false, UseReg, UseReg, UseFlags, UseNone, "if (R[A] < R[B]) == k then pc += J"},
	OpLe:         {"LE", ModeABJ, false, UseReg, UseReg, UseFlags, UseNone, "if (R[A] <= R[B]) == k then pc += J"},
	OpEqK:        {"EQK", ModeABJ, false, UseReg, UseK, UseFlags, UseNone, "if (R[A] == K[B]) == k then pc += J"},
	OpEqI:        {"EQI", ModeABJ, false, UseReg, UseSInt, UseFlags, UseNone, "if (R[A] == B) == k then pc += J"},
	OpLtI:        {"LTI", ModeABJ, false, UseReg, UseSInt, UseFlags, UseNone, "if (R[A] < B) == k then pc += J"},
	OpLeI:        {"LEI", ModeABJ, false, UseReg, UseSInt, UseFlags, UseNone, "if (R[A] <= B) == k then pc += J"},
	OpGtI:        {"GTI", ModeABJ, false, UseReg, UseSInt, UseFlags, UseNone, "if (R[A] > B) == k then pc += J"},
	OpGeI:        {"GEI", ModeABJ, false, UseReg, UseSInt, UseFlags, UseNone, "if (R[A] >= B) == k then pc += J"},
	OpTest:       {"TEST", ModeABJ, false, UseReg, UseNone, UseFlags, UseNone, "if truth(R[A]) == k then pc += J"},
	OpTestSet:    {"TESTSET", ModeABJ, true, UseReg, UseReg, UseFlags, UseNone, "if truth(R[B]) == k then R[A] := R[B]; pc += J"},
	OpCall:       {"CALL", ModeABC, true, UseReg, UseInt, UseInt, UseNone, "R[A], ..., R[A+C-2] := R[A](R[A+1], ..., R[A+B-1]); B = 0: up to top; C = 0: all results, sets top"},
	OpTailCall:   {"TAILCALL", ModeABC, true, UseReg, UseInt, UseFlags, UseNone, "return R[A](R[A+1], ..., R[A+B-1]); C = 1: upvalues may have to be closed"},
	OpReturn:     {"RETURN", ModeABC, false, UseReg, UseInt, UseFlags, UseNone, "return R[A], ..., R[A+B-2]; B = 0: up to top; C = 1: upvalues or variables may have to be closed"},
	OpReturn0:    {"RETURN0", ModeABC, false, UseNone, UseNone, UseNone, UseNone, "return; in a function without varargs"},
	OpReturn1:    {"RETURN1", ModeABC, false, UseReg, UseNone, UseNone, UseNone, "return R[A]; in a function without varargs"},
	OpForPrep:    {"FORPREP", ModeABJ, true, UseReg, UseNone, UseNone, UseNone, "prepare the counters R[A..A+2]; R[A+3] := R[A]; if the loop does not run then pc += J"},
	OpForLoop:    {"FORLOOP", ModeABJ, true, UseReg, UseNone, UseNone, UseNone, "advance R[A]; if the loop continues then R[A+3] := R[A]; pc += J"},
	OpTForPrep:   {"TFORPREP", ModeABJ, false, UseReg, UseNone, UseNone, UseNone, "mark R[A+3] to be closed; pc += J"},
	OpTForCall:   {"TFORCALL", ModeABC, false, UseReg, UseNone, UseInt, UseNone, "R[A+4], ..., R[A+3+C] := R[A](R[A+1], R[A+2]); a TFORLOOP follows"},
	OpTForLoop:   {"TFORLOOP", ModeABJ, false, UseReg, UseNone, UseNone, UseNone, "if R[A+4] ~= nil then R[A+2] := R[A+4]; pc += J"},
	OpClosure:    {"CLOSURE", ModeAK, true, UseReg, UseNone, UseProto, UseNone, "R[A] := closure(P[K])"},
	OpVararg:     {"VARARG", ModeABC, true, UseReg, UseNone, UseInt, UseNone, "R[A], ..., R[A+C-2] := varargs; C = 0: all of them, sets top"},
	OpVarargPrep: {"VARARGPREP", ModeABC, false, UseNone, UseNone, UseNone, UseNone, "move the function above its extra arguments; the first instruction of a vararg function"},
	OpTrap:       {"TRAP", ModeABC, false, UseNone, UseNone, UseNone, UseNone, "stands for another instruction while a hook is set; never part of a prototype"},
}

// MaxRK is the largest constant index that a UseRK operand can name.
const MaxRK = 1<<16 - 1 - 256

// Instr is one instruction.
type Instr uint64

// ABC encodes a ModeABC instruction.
func ABC(op Op, a, b, c, d int) Instr {
	return Instr(op) | Instr(uint8(a))<<8 | Instr(uint16(b))<<16 | Instr(uint16(c))<<32 | Instr(uint16(d))<<48
}

// AK encodes a ModeAK instruction.
func AK(op Op, a, b, k int) Instr {
	return Instr(op) | Instr(uint8(a))<<8 | Instr(uint16(b))<<16 | Instr(uint32(k))<<32
}

// ABJ encodes a ModeABJ instruction. The jump must fit [MinJ, MaxJ].
func ABJ(op Op, a, b, flags, j int) Instr {
	return Instr(op) | Instr(uint8(a))<<8 | Instr(uint16(b))<<16 | Instr(uint8(flags))<<32 | Instr(j)<<40
}

// The range of a jump.
const (
	MaxJ = 1<<23 - 1
	MinJ = -1 << 23
)

// Op returns the opcode.
func (i Instr) Op() Op { return Op(i) }

// A returns operand A.
func (i Instr) A() int { return int(uint8(i >> 8)) }

// B returns operand B, unsigned.
func (i Instr) B() int { return int(uint16(i >> 16)) }

// SB returns operand B, signed.
func (i Instr) SB() int { return int(int16(i >> 16)) }

// C returns operand C, unsigned.
func (i Instr) C() int { return int(uint16(i >> 32)) }

// SC returns operand C, signed.
func (i Instr) SC() int { return int(int16(i >> 32)) }

// D returns operand D.
func (i Instr) D() int { return int(uint16(i >> 48)) }

// K returns the 32-bit operand, unsigned.
func (i Instr) K() int { return int(uint32(i >> 32)) }

// SK returns the 32-bit operand, signed.
func (i Instr) SK() int { return int(int32(i >> 32)) }

// F returns the flags of a ModeABJ instruction.
func (i Instr) F() int { return int(uint8(i >> 32)) }

// J returns the jump distance of a ModeABJ instruction.
func (i Instr) J() int { return int(int64(i) >> 40) }

// WithJ returns the ModeABJ instruction with another jump distance.
func (i Instr) WithJ(j int) Instr { return i&(1<<40-1) | Instr(j)<<40 }

// WithA returns the instruction with another operand A.
func (i Instr) WithA(a int) Instr { return i&^(0xff<<8) | Instr(uint8(a))<<8 }

// WithB returns the instruction with another operand B.
func (i Instr) WithB(b int) Instr { return i&^(0xffff<<16) | Instr(uint16(b))<<16 }

// WithC returns the instruction with another operand C.
func (i Instr) WithC(c int) Instr { return i&^(0xffff<<32) | Instr(uint16(c))<<32 }

// WithK returns the ModeABJ instruction with the condition flag set to k.
func (i Instr) WithK(k bool) Instr {
	i &^= FlagK << 32
	if k {
		i |= FlagK << 32
	}
	return i
}
