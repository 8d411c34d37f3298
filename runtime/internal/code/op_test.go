package code

// This file defines the tests of the instruction table and of its document.

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestRowsFilled(t *testing.T) {
	seen := make(map[string]Op)
	for op := range NumOps {
		row := Rows[op]
		if row.Name == "" || row.Doc == "" {
			t.Errorf("opcode %d has no name or no text", op)
		}
		if other, dup := seen[row.Name]; dup {
			t.Errorf("%s is the name of opcodes %d and %d", row.Name, other, op)
		}
		seen[row.Name] = op
		if row.SetA && row.A != UseReg {
			t.Errorf("%s writes register A but A is none", row.Name)
		}
		if row.Mode != ModeABC && row.D != UseNone {
			t.Errorf("%s has no operand D", row.Name)
		}
		if row.Mode == ModeABJ && row.C != UseNone && row.C != UseFlags {
			t.Errorf("%s has flags where C is", row.Name)
		}
		if row.Mode == ModeAK && (row.C == UseRK || row.C == UseReg) {
			t.Errorf("%s has a register in the wide operand", row.Name)
		}
		if row.A > UseFlags || row.B > UseFlags || row.C > UseFlags || row.D > UseFlags {
			t.Errorf("%s has an unknown use", row.Name)
		}
	}
}

func TestEncoding(t *testing.T) {
	for _, n := range []int{0, 1, 127, 128, 255} {
		for _, m := range []int{0, 1, 255, 256, 32767, 32768, 65535} {
			i := ABC(OpAdd, n, m, 65535-m, m)
			if i.Op() != OpAdd || i.A() != n || i.B() != m || i.C() != 65535-m || i.D() != m {
				t.Errorf("ABC %d %d: %#x", n, m, uint64(i))
			}
			if i.SB() != int(int16(m)) || i.SC() != int(int16(65535-m)) {
				t.Errorf("signed operands of %#x", uint64(i))
			}
			if j := i.WithA(255 - n).WithB(65535 - m).WithC(m); j.A() != 255-n || j.B() != 65535-m || j.C() != m || j.D() != m || j.Op() != OpAdd {
				t.Errorf("With on %#x: %#x", uint64(i), uint64(j))
			}
		}
		for _, k := range []int{0, 1, -1, 1<<31 - 1, -1 << 31} {
			if i := AK(OpLoadI, n, 7, k); i.A() != n || i.B() != 7 || i.SK() != k || i.K() != int(uint32(k)) {
				t.Errorf("AK %d %d: %#x", n, k, uint64(i))
			}
		}
		for _, j := range []int{0, 1, -1, MaxJ, MinJ} {
			i := ABJ(OpEqI, n, -3, FlagK|FlagFloat, j)
			if i.A() != n || i.SB() != -3 || i.F() != FlagK|FlagFloat || i.J() != j {
				t.Errorf("ABJ %d %d: %#x", n, j, uint64(i))
			}
			if k := i.WithK(false).WithJ(-j - 1); k.F() != FlagFloat || k.J() != -j-1 || k.SB() != -3 || k.A() != n {
				t.Errorf("With on %#x: %#x", uint64(i), uint64(k))
			}
		}
	}
}

// useText says in the document what an operand denotes.
var useText = [...]string{
	UseNone: "", UseReg: "register", UseUp: "upvalue", UseK: "constant",
	UseRK: "register or constant + 256", UseInt: "count", UseSInt: "signed integer",
	UseProto: "prototype", UseCache: "cache", UseFlags: "flags",
}

// document returns the text of docs/opcodes.md.
func document() string {
	var b strings.Builder
	b.WriteString(`# Instructions

Written from the table in runtime/internal/code by its test (UPDATE=1 go test ./runtime/internal/code).

An instruction has 64 bits, from the lowest: the opcode (8), A (8), B (16), and then

- ABC: C (16) and D (16);
- AK: K (32);
- ABJ: flags (8) and J (24, signed), a distance from the instruction that follows.

R is a register, K a constant, U an upvalue, P a nested prototype; RK is a register below 256 and a constant from there on.
The condition k of a jump is flag 1; flag 2 says that the immediate operand was written as a float. The flags of arithmetic with
a constant: 1, the constant is the left operand in the source; 2, the addition stands for a subtraction. "Up to top" is the end
of the values that the instruction before has left.

`)
	b.WriteString("| instruction | format | A | B | C or K | D | effect |\n|---|---|---|---|---|---|---|\n")
	modes := [...]string{ModeABC: "ABC", ModeAK: "AK", ModeABJ: "ABJ"}
	for _, r := range Rows {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | `%s` |\n", r.Name, modes[r.Mode],
			useText[r.A], useText[r.B], useText[r.C], useText[r.D], r.Doc)
	}
	return b.String()
}

func TestDocument(t *testing.T) {
	const file = "../../../docs/opcodes.md"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(document()), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != document() {
		t.Error("docs/opcodes.md is stale: run UPDATE=1 go test ./runtime/internal/code")
	}
}
