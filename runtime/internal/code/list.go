package code

// This file defines the listing of a prototype.

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// List writes a readable listing of a prototype and those nested in it. It
// knows the formats of instructions, not the instructions.
func List(w io.Writer, p *Proto) error {
	b := bufio.NewWriter(w)
	list(b, p)
	return b.Flush()
}

func list(w *bufio.Writer, p *Proto) {
	what := "function"
	if p.LineDefined == 0 {
		what = "main"
	}
	params := strconv.Itoa(int(p.NumParams))
	if p.IsVararg {
		params += "+"
	}
	fmt.Fprintf(w, "%s <%s:%d,%d> (%d instructions)\n", what, ChunkID(p.Source),
		p.LineDefined, p.LastLineDefined, len(p.Code))
	fmt.Fprintf(w, "%s params, %d slots, %d upvalues, %d locals, %d constants, %d functions\n",
		params, p.MaxStack, len(p.Upvals), len(p.Locals), len(p.Consts), len(p.Protos))
	for pc := range p.Code {
		fmt.Fprintf(w, "\t%d\t[%d]\t%s\n", pc, lineAt(p, pc), Disassemble(p, pc))
	}
	for i, c := range p.Consts {
		fmt.Fprintf(w, "constant %d\t%s\n", i, c)
	}
	for i, l := range p.Locals {
		fmt.Fprintf(w, "local %d\t%s\t%d\t%d\n", i, l.Name, l.StartPC, l.EndPC)
	}
	for i, u := range p.Upvals {
		fmt.Fprintf(w, "upvalue %d\t%s\tinstack=%t\tindex=%d\tkind=%d\n", i, u.Name, u.InStack, u.Index, u.Kind)
	}
	for _, q := range p.Protos {
		w.WriteByte('\n')
		list(w, q)
	}
}

func lineAt(p *Proto, pc int) int32 {
	if pc < len(p.Lines) {
		return p.Lines[pc]
	}
	return 0
}

// operand is one operand of an instruction: what it denotes and its value.
type operand struct {
	field  byte // 'A', 'B', 'C', 'D', 'K' or 'J'
	use    Uses
	value  int
	signed int
}

// operands returns the operands of an instruction by its format, and their
// number; the fields that the opcode does not use are among them.
func (i Instr) operands() (ops [5]operand, n int) {
	row := &Rows[i.Op()]
	ops[0] = operand{'A', row.A, i.A(), i.A()}
	ops[1] = operand{'B', row.B, i.B(), i.SB()}
	switch row.Mode {
	case ModeABC:
		ops[2] = operand{'C', row.C, i.C(), i.SC()}
		ops[3] = operand{'D', row.D, i.D(), i.D()}
		return ops, 4
	case ModeAK:
		ops[2] = operand{'K', row.C, i.K(), i.SK()}
		return ops, 3
	}
	ops[2] = operand{'F', row.C, i.F(), i.F()}
	ops[3] = operand{'J', UseNone, i.J(), i.J()}
	return ops, 4
}

// Disassemble returns the text of one instruction. Registers, immediates and
// counts are plain numbers, constants follow a '#', the target of a jump is
// absolute; what constants and upvalues stand for follows a ';'.
func Disassemble(p *Proto, pc int) string {
	i := p.Code[pc]
	if i.Op() >= NumOps {
		return fmt.Sprintf("INVALID %#x", uint64(i))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-10s", Rows[i.Op()].Name)
	var notes []string
	ops, n := i.operands()
	for _, o := range ops[:n] {
		switch {
		case o.field == 'J':
			fmt.Fprintf(&b, " -> %d", pc+1+o.value)
		case o.use == UseNone, o.use == UseCache:
		case o.use == UseSInt:
			fmt.Fprintf(&b, " %d", o.signed)
		case o.use == UseK:
			fmt.Fprintf(&b, " #%d", o.value)
			notes = append(notes, constNote(p, o.value))
		case o.use == UseRK && o.value >= 256:
			fmt.Fprintf(&b, " #%d", o.value-256)
			notes = append(notes, constNote(p, o.value-256))
		case o.use == UseUp:
			fmt.Fprintf(&b, " %d", o.value)
			if o.value < len(p.Upvals) {
				notes = append(notes, p.Upvals[o.value].Name)
			}
		case o.use == UseFlags:
			fmt.Fprintf(&b, " flags=%d", o.value)
		default:
			fmt.Fprintf(&b, " %d", o.value)
		}
	}
	if len(notes) > 0 {
		b.WriteString("\t; " + strings.Join(notes, " "))
	}
	return b.String()
}

func constNote(p *Proto, k int) string {
	if k >= len(p.Consts) {
		return "?"
	}
	return p.Consts[k].String()
}

// String returns the constant as a listing shows it.
func (c Const) String() string {
	switch c.Kind {
	case ConstNil:
		return "nil"
	case ConstFalse:
		return "false"
	case ConstTrue:
		return "true"
	case ConstInt:
		return strconv.FormatInt(c.I, 10)
	case ConstFloat:
		s := strconv.FormatFloat(c.F, 'g', -1, 64)
		if strings.Trim(s, "-0123456789") == "" {
			s += ".0"
		}
		return s
	case ConstString:
		return strconv.Quote(c.S)
	}
	return "?"
}
