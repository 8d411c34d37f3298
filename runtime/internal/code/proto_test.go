package code

// This file defines the tests of chunk names, listings and the verifier.

import (
	"strings"
	"testing"
)

func TestChunkID(t *testing.T) {
	long := strings.Repeat("0123456789", 10)
	for _, c := range []struct{ source, want string }{
		{"", `[string ""]`},
		{"=stdin", "stdin"},
		{"=", ""},
		{"=" + long, long[:59]},
		{"=" + long[:59], long[:59]},
		{"@file.lua", "file.lua"},
		{"@" + long[:59], long[:59]},
		{"@" + long, "..." + long[100-56:]},
		{"x = 1", `[string "x = 1"]`},
		{"x = 1\ny = 2", `[string "x = 1..."]`},
		{"\n", `[string "..."]`},
		{long[:44], `[string "` + long[:44] + `"]`},
		{long[:45], `[string "` + long[:45] + `..."]`},
		{long, `[string "` + long[:45] + `..."]`},
		{long + "\n", `[string "` + long[:45] + `..."]`},
		{"a\x00b", `[string "a"]`},
	} {
		if got := ChunkID(c.source); got != c.want {
			t.Errorf("%q: %q, want %q", c.source, got, c.want)
		}
	}
}

// sample returns a prototype that is right and uses most kinds of operands.
func sample() *Proto {
	short := Const{Kind: ConstString, S: "x"}
	return &Proto{
		Source: "=s", NumParams: 1, MaxStack: 10,
		Consts: []Const{short, {Kind: ConstInt, I: 5}, {Kind: ConstFloat, F: 2}, {Kind: ConstString, S: strings.Repeat("l", 41)}, {}},
		Upvals: []UpvalDesc{{Name: "_ENV", InStack: true}},
		Locals: []LocalVar{{"a", 0, 21}},
		Protos: []*Proto{{MaxStack: 2, Code: []Instr{ABC(OpReturn0, 0, 0, 0, 0)}, Upvals: []UpvalDesc{{InStack: true, Index: 9}, {Index: 0}}}},
		Code: []Instr{
			0:  ABC(OpGetTabUp, 1, 0, 0, 0),
			1:  ABC(OpSelf, 1, 0, 0, 0),
			2:  ABC(OpCall, 1, 2, 0, 0),
			3:  ABC(OpCall, 0, 0, 1, 0),
			4:  ABC(OpAddI, 1, 0, 5, FlagFlip),
			5:  ABC(OpAddK, 1, 0, 1, 0),
			6:  ABC(OpSetField, 1, 0, 256+3, 0),
			7:  ABJ(OpEqI, 1, -1, FlagK|FlagFloat, 1),
			8:  ABC(OpLFalseSkip, 1, 0, 0, 0),
			9:  ABC(OpLoadTrue, 1, 0, 0, 0),
			10: ABJ(OpForPrep, 1, 0, 0, 1),
			11: ABJ(OpForLoop, 1, 0, 0, -1),
			12: ABJ(OpTForPrep, 1, 0, 0, 1),
			13: ABC(OpMove, 5, 0, 0, 0),
			14: ABC(OpTForCall, 1, 0, 2, 0),
			15: ABJ(OpTForLoop, 1, 0, 0, -3),
			16: AK(OpNewTable, 1, 0, 0),
			17: AK(OpClosure, 2, 0, 0),
			18: AK(OpSetList, 1, 1, 0),
			19: ABC(OpConcat, 1, 2, 0, 0),
			20: ABC(OpReturn, 1, 2, 1, 0),
		},
	}
}

func TestVerify(t *testing.T) {
	if err := Verify(sample()); err != nil {
		t.Fatal(err)
	}
	if err := Verify(nil); err == nil {
		t.Error("nil is accepted")
	}
	set := func(pc int, i Instr) func(*Proto) { return func(p *Proto) { p.Code[pc] = i } }
	tests := []struct {
		name  string
		spoil func(*Proto)
		want  string
	}{
		{"stack", func(p *Proto) { p.MaxStack = 1 }, "1 registers"},
		{"params", func(p *Proto) { p.NumParams = 11 }, "11 parameters"},
		{"lines", func(p *Proto) { p.Lines = []int32{1} }, "lines do not match"},
		{"empty", func(p *Proto) { p.Code = nil }, "no instructions"},
		{"no return", func(p *Proto) { p.Code = p.Code[:20] }, "past the end"},
		{"vararg", func(p *Proto) { p.IsVararg = true }, "VARARGPREP does not match"},
		{"local", func(p *Proto) { p.Locals[0].EndPC = 22 }, `"a" has a wrong range`},
		{"const", func(p *Proto) { p.Consts[0].Kind = 9 }, "unknown kind"},
		{"nested", func(p *Proto) { p.Protos[0] = nil }, "is missing"},
		{"nested code", func(p *Proto) { p.Protos[0].Code[0] = ABC(OpReturn0, 1, 0, 0, 0) }, "operand A is 1"},
		{"upvalue in stack", func(p *Proto) { p.Protos[0].Upvals[0].Index = 10 }, "out of range"},
		{"upvalue", func(p *Proto) { p.Protos[0].Upvals[1].Index = 1 }, "out of range"},
		{"opcode", set(4, Instr(NumOps)), "unknown opcode"},
		{"trap", set(4, Instr(OpTrap)), "not in a prototype"},
		{"register", set(4, ABC(OpMove, 1, 10, 0, 0)), "operand B is 10"},
		{"unused", set(4, ABC(OpMove, 1, 1, 1, 0)), "operand C is 1"},
		{"cache", set(0, ABC(OpGetTabUp, 1, 0, 0, 1)), "operand D is 1"},
		{"upvalue operand", set(0, ABC(OpGetTabUp, 1, 1, 0, 0)), "operand B is 1"},
		{"key range", set(0, ABC(OpGetTabUp, 1, 0, 5, 0)), "operand C is 5"},
		{"key kind", set(0, ABC(OpGetTabUp, 1, 0, 1, 0)), "operand C is 1"},
		{"key length", set(0, ABC(OpGetTabUp, 1, 0, 3, 0)), "operand C is 3"},
		{"number", set(5, ABC(OpAddK, 1, 0, 0, 0)), "operand C is 0"},
		{"integer", set(5, ABC(OpBAndK, 1, 0, 2, 0)), "operand C is 2"},
		{"long EQK", set(7, ABJ(OpEqK, 1, 3, 0, 1)), "operand B is 3"},
		{"RK gap", set(6, ABC(OpSetField, 1, 0, 100, 0)), "operand C is 100"},
		{"RK constant", set(6, ABC(OpSetField, 1, 0, 256+5, 0)), "operand C is 261"},
		{"flags", set(4, ABC(OpAddI, 1, 0, 5, 4)), "operand D is 4"},
		{"float flag", set(7, ABJ(OpEq, 1, 1, FlagFloat, 1)), "operand F is 2"},
		{"jump", set(7, ABJ(OpJmp, 0, 0, 0, 100)), "jump out"},
		{"jump back", set(7, ABJ(OpJmp, 0, 0, 0, -9)), "jump out"},
		{"prototype", set(17, AK(OpClosure, 2, 0, 1)), "operand K is 1"},
		{"call", set(3, ABC(OpCall, 9, 3, 1, 0)), "registers out of range"},
		{"results", set(3, ABC(OpCall, 9, 1, 9, 0)), "registers out of range"},
		{"open results unused", set(3, ABC(OpMove, 0, 1, 0, 0)), "unused"},
		{"no open results", set(4, ABC(OpCall, 0, 0, 1, 0)), "no open results"},
		{"open results elsewhere", set(3, ABC(OpCall, 1, 0, 1, 0)), "not where they should be"},
		{"jump to open results", set(7, ABJ(OpJmp, 0, 0, 0, -5)), "not where they should be"},
		{"vararg outside", set(4, ABC(OpVararg, 1, 0, 2, 0)), "not in a vararg function"},
		{"VARARGPREP", set(4, ABC(OpVarargPrep, 0, 0, 0, 0)), "not where the function begins"},
		{"concat", set(19, ABC(OpConcat, 1, 1, 0, 0)), "too few"},
		{"loop", set(11, ABC(OpMove, 1, 1, 0, 0)), "does not match a FORLOOP"},
		{"loop register", set(11, ABJ(OpForLoop, 2, 0, 0, -1)), "does not match a FORLOOP"},
		{"loop alone", set(10, ABC(OpMove, 1, 1, 0, 0)), "no FORPREP"},
		{"loop forward", set(10, ABJ(OpForPrep, 1, 0, 0, -1)), "does not match a FORLOOP"},
		{"loop registers", func(p *Proto) {
			p.Code[10], p.Code[11] = p.Code[10].WithA(7), p.Code[11].WithA(7)
		}, "registers out of range"},
		{"generic loop", set(12, ABJ(OpTForPrep, 2, 0, 0, 1)), "does not match a TFORLOOP"},
		{"TFORCALL", set(15, ABC(OpMove, 1, 1, 0, 0)), "does not match a TFORLOOP"},
		{"TFORCALL alone", set(18, ABC(OpTForCall, 1, 0, 1, 0)), "no TFORLOOP follows"},
		{"TFORCALL without variables", set(14, ABC(OpTForCall, 1, 0, 0, 0)), "no variables"},
		{"TFORLOOP", set(14, ABC(OpMove, 1, 1, 0, 0)), "not after a TFORCALL"},
		{"into TFORLOOP", set(7, ABJ(OpJmp, 0, 0, 0, 7)), "not after a TFORCALL"},
	}
	for _, c := range tests {
		p := sample()
		c.spoil(p)
		err := Verify(p)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
	p := sample()
	p.IsVararg = true
	p.Code[0] = ABC(OpVarargPrep, 0, 0, 0, 0)
	p.Code[4] = ABC(OpReturn0, 0, 0, 0, 0)
	if err := Verify(p); err == nil || !strings.Contains(err.Error(), "in a vararg function") {
		t.Error("RETURN0:", err)
	}
}

func TestVerifyDeep(t *testing.T) {
	p := sample()
	for range 100_000 {
		q := sample()
		q.Protos[0] = p
		p = q
	}
	p.Upvals = nil
	for q := p; len(q.Protos) > 0; q = q.Protos[0] {
		q.Protos[0].Upvals = []UpvalDesc{{Name: "_ENV", InStack: true}}
	}
	p.Upvals = []UpvalDesc{{Name: "_ENV", InStack: true}}
	if err := Verify(p); err != nil {
		t.Error(err)
	}
}

func TestDisassemble(t *testing.T) {
	p := sample()
	p.Code[3] = Instr(NumOps) | 0xabc00
	want := map[int]string{
		0:  "GETTABUP   1 0 #0\t; _ENV \"x\"",
		2:  "CALL       1 2 0",
		3:  "INVALID ",
		4:  "ADDI       1 0 5 flags=1",
		6:  "SETFIELD   1 #0 #3\t; \"x\" \"lll",
		7:  "EQI        1 -1 flags=3 -> 9",
		8:  "LFALSESKIP 1",
		11: "FORLOOP    1 -> 11",
		16: "NEWTABLE   1 0 0",
	}
	for pc, text := range want {
		if got := Disassemble(p, pc); !strings.HasPrefix(got, text) {
			t.Errorf("%d: %q, want %q", pc, got, text)
		}
	}
	var b strings.Builder
	if err := List(&b, p); err != nil || !strings.Contains(b.String(), "constant 2\t2.0\n") {
		t.Error(err, b.String())
	}
}

func TestConstString(t *testing.T) {
	for _, c := range []struct {
		c    Const
		want string
	}{
		{Const{}, "nil"}, {Const{Kind: ConstFalse}, "false"}, {Const{Kind: ConstTrue}, "true"},
		{Const{Kind: ConstInt, I: -3}, "-3"}, {Const{Kind: ConstFloat, F: -3}, "-3.0"},
		{Const{Kind: ConstFloat, F: 0.5}, "0.5"}, {Const{Kind: ConstFloat, F: 1e300}, "1e+300"},
		{Const{Kind: ConstString, S: "a\n"}, `"a\n"`}, {Const{Kind: 99}, "?"},
	} {
		if got := c.c.String(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
