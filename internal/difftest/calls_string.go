package difftest

// This file defines the random calls of the string library, and of what turns
// strings into numbers and back.

import (
	"fmt"
	"strings"
)

// spec returns a conversion specification, and an argument for it.
func (g *calls) spec() (spec, arg string) {
	var b strings.Builder
	b.WriteByte('%')
	conv := "ddioxXuaAeEfFgggGqscsscpy"[g.IntN(25)]
	flags := "-+#0 "
	switch {
	case g.rare(15):
	case strings.IndexByte("di", conv) >= 0:
		flags = "-+0 "
	case strings.IndexByte("oxX", conv) >= 0:
		flags = "-#0"
	case strings.IndexByte("cspqy", conv) >= 0:
		flags = "-"
	}
	for g.rare(2) && !(conv == 'q' && !g.rare(10)) {
		b.WriteByte(flags[g.IntN(len(flags))])
	}
	if g.rare(2) && !(conv == 'q' && !g.rare(10)) {
		fmt.Fprintf(&b, "%d", g.IntN(30))
	}
	switch {
	case conv == 'q' && !g.rare(10), conv == 'c' && !g.rare(10), conv == 'p' && !g.rare(10):
	case g.rare(4):
		fmt.Fprintf(&b, ".%d", g.IntN(25))
	case g.rare(4):
		fmt.Fprintf(&b, ".%d", g.IntN(5))
	case g.rare(30):
		b.WriteString(g.one(".", ".99", ".100", "..1", "099", "00", "100", "-------", "1.1.1"))
	}
	b.WriteByte(conv)
	switch {
	case strings.IndexByte("diouxXc", conv) >= 0:
		arg = g.integer()
		if conv == 'c' {
			arg = fmt.Sprint(g.IntN(256))
		}
	case strings.IndexByte("aAeEfFgG", conv) >= 0:
		arg = g.number()
	case conv == 'p':
		arg = g.one("1", "nil", "true", "2.5")
	case conv == 's':
		arg = g.one(g.text(), g.text(), g.any(), "tos", "badtos", "named", "nil", "true")
	default:
		arg = g.one(g.text(), g.number(), "nil", "true", literal(g.characters()))
	}
	if g.rare(12) {
		arg = g.one(literal(g.numeral()), g.any())
	}
	return b.String(), arg
}

func (g *calls) format() (string, []string) {
	var form strings.Builder
	args := []string{""}
	for n := 1 + g.IntN(3)*g.IntN(2); n > 0; n-- {
		spec, arg := g.spec()
		form.WriteString(g.one("", "<", " ", "%%", "\x00") + spec + g.one("", ">", "|"))
		args = append(args, arg)
	}
	if g.rare(60) {
		form.WriteString("%")
	}
	args[0] = literal(form.String())
	return "string.format", args
}

// packFormat returns a format of pack with arguments that may fit.
func (g *calls) packFormat() (form string, args []string) {
	var f strings.Builder
	for n := g.IntN(6); n >= 0; n-- {
		switch g.IntN(10) {
		case 0:
			f.WriteString(g.one("<", ">", "=", "!", " ", "!4", "!2", "!1", "!8", "!16", "!3", "!17", "!0"))
		case 1:
			f.WriteString(g.one("x", "Xi", "Xi8", "Xh", "Xd", "X<i", "Xz", "Xs", "Xc1", "X", "XX", "xxx"))
		case 2:
			f.WriteString(g.one("f", "d", "n"))
			args = append(args, g.number())
		case 3:
			f.WriteString(g.one("z", "s", "s1", "s2", "s4", "s16", "s17", "z", "s3"))
			args = append(args, g.text())
		case 4:
			f.WriteString(g.one("c4", "c0", "c12", "c300", "c1", "c10", "c4", "c12", "c"))
			args = append(args, g.text())
		case 5:
			f.WriteString(g.one("q", "-", "\xff", "i0", "i17", "I99999999999", "\x00", "%", "i16", "I16", "I9", "i9"))
			args = append(args, g.integer())
		default:
			f.WriteString(g.one("b", "B", "h", "H", "i", "I", "l", "L", "j", "J", "T", "i1", "i2", "i3", "i4", "i5", "i6", "i7", "i8", "I1", "I2", "I3", "I7", "I8", "I12", "i12"))
			if g.rare(3) {
				args = append(args, g.integer())
			} else {
				args = append(args, fmt.Sprint(g.IntN(256)-100))
			}
		}
	}
	return f.String(), args
}

func (g *calls) pack() (string, []string) {
	f, args := g.packFormat()
	if g.rare(8) {
		return "string.packsize", []string{literal(f)}
	}
	return "string.pack", append([]string{literal(f)}, args...)
}

func (g *calls) unpack() (string, []string) {
	f, _ := g.packFormat()
	data := make([]byte, g.IntN(40))
	for i := range data {
		if g.rare(2) {
			data[i] = byte(g.IntN(256))
		} else {
			data[i] = byte(g.IntN(5))
		}
	}
	args := []string{literal(f), literal(string(data))}
	if g.rare(3) {
		args = append(args, g.small())
	}
	return "string.unpack", args
}

// repack unpacks what the same format packed.
func (g *calls) repack() (string, []string) {
	f, args := g.packFormat()
	return "string.unpack(" + literal(f) + ", string.pack(" + literal(f) + ", $$))", args
}

// pattern returns a pattern that is often valid and often matches.
func (g *calls) pattern() string {
	var b strings.Builder
	atoms := []string{"a", "b", "c", ".", "%a", "%w", "%d", "%s", "%A", "%.", "[ab]", "[^a]", "[a-c]", "[%a-]", "[]a]", "[%d_]", "x",
		"%x", "%b()", "%bab", "%f[%w]", "%f[^a]", "(", ")", "()", "%1", "%2", "$", "^", "-", "*", "[", "]", "%", "\x00", "%z", "[\x00-b]", "[a-%]]",
		"[a-", "[^]", "[^]]", "%f", "%fa", "%b", "%ba", "[%", "[%a", "%0", "%9", "[b-a]", "%g", "%C", "%p+", "[%w_]+", "[\x80-\xff]", "\xff", "(.)", "(a*)", "(.-)", "%f[\x00]"}
	if g.rare(4) {
		b.WriteByte('^')
	}
	open := 0
	for n := g.IntN(8); n > 0; n-- {
		k := g.IntN(len(atoms))
		if !g.rare(3) {
			k = g.IntN(17) // mostly plain items
		}
		if g.rare(6) {
			b.WriteByte('(')
			open++
		}
		b.WriteString(atoms[k])
		b.WriteString(g.one("", "", "", "*", "+", "-", "?"))
		if open > 0 && g.rare(3) {
			b.WriteByte(')')
			open--
		}
	}
	if !g.rare(10) {
		b.WriteString(strings.Repeat(")", open))
	}
	if g.rare(4) {
		b.WriteByte('$')
	}
	if g.rare(400) {
		return strings.Repeat(g.one("(", "()", "a?", "(a)", ".-"), 20+g.IntN(30))
	}
	return b.String()
}

func (g *calls) find() (string, []string) {
	s, p := literal(g.subject()), literal(g.pattern())
	if g.rare(5) {
		s = g.text()
	}
	args := []string{s, p}
	switch g.IntN(7) {
	case 0:
		return "string.find", append(args, g.small())
	case 1:
		return "string.find", args
	case 2:
		if g.rare(2) {
			args[1] = g.text()
		}
		return "string.find", append(args, g.small(), g.one("true", "false", "1"))
	case 3:
		return "string.match", append(args, g.small())
	case 4:
		return "string.match", args
	case 5:
		return "all", args
	}
	return "all", append(args, g.small())
}

func (g *calls) gsub() (string, []string) {
	args := []string{literal(g.subject()), literal(g.pattern()),
		g.one(`"<%0>"`, `"%1"`, `"%2%%"`, `"x"`, `""`, "upper", "map", "pair", `"%"`, "5", "2.5", "nil", `"%1%0%1"`, `"%9"`, `"%a"`, "proxy{a='P'}", g.text())}
	if g.rare(3) {
		args = append(args, g.small())
	}
	return "string.gsub", args
}

func (g *calls) bytes() (string, []string) {
	s := g.text()
	switch g.IntN(12) {
	case 0, 1:
		return "string.sub", []string{s, g.small(), g.small()}
	case 2:
		return "string.sub", []string{s, g.integer()}
	case 3:
		return "string.byte", []string{s, g.small(), g.small()}
	case 4:
		var args []string
		for n := g.IntN(6); n > 0; n-- {
			args = append(args, fmt.Sprint(g.IntN(256)))
		}
		if g.rare(6) {
			args = append(args, g.integer())
		}
		return "string.char", args
	case 5:
		args := []string{s, fmt.Sprint(g.IntN(40) - 3)}
		if g.rare(2) {
			args = append(args, g.text())
		}
		return "string.rep", args
	case 6:
		return "string.rep", []string{`"xy"`, g.one("1 << 40", "math.maxinteger", "-1", "math.mininteger", "0")}
	case 7:
		return "string.len", []string{s}
	case 8:
		return "string.lower", []string{s}
	case 9:
		return "string.upper", []string{s}
	case 10:
		return "string.reverse", []string{s}
	}
	return "table.concat({$$})", []string{s, g.text(), g.number()}
}

// convert turns strings into numbers and back.
func (g *calls) convert() (string, []string) {
	switch g.IntN(9) {
	case 0, 1:
		return "tonumber", []string{literal(g.numeral())}
	case 2:
		digits := []byte{}
		for n := 1 + g.IntN(14); n > 0; n-- {
			digits = append(digits, "0123456789abcdefghijklmnopqrstuvwxyzABCXYZ"[g.IntN(42)%(1+g.IntN(42))])
		}
		s := g.one("", "", "", " ", "-", " -", "+", "- ", "0x") + string(digits) + g.one("", "", "", " ", ".", "\x00")
		return "tonumber", []string{literal(s), g.one(fmt.Sprint(2+g.IntN(35)), "16", "36", "10", "1", "37", "2", "8.0", "'10'")}
	case 3:
		return "tonumber", []string{literal(g.numeral()), fmt.Sprint(2 + g.IntN(35))}
	case 4, 5:
		return "tostring", []string{g.number()}
	case 6:
		return "load", []string{literal("return " + g.numeral())}
	case 7:
		return "(load(" + literal("return "+g.numeral()) + ") or print)($$)", nil
	}
	return g.one("math.tointeger", "math.type", "tostring", "tonumber"), []string{g.any()}
}

func (g *calls) arithmetic() (string, []string) {
	x, y := g.any(), g.any()
	if !g.rare(4) {
		x = g.one(literal(g.numeral()), g.number(), g.integer())
	}
	if !g.rare(4) {
		y = g.one(literal(g.numeral()), g.number(), g.integer())
	}
	op := g.one("+", "-", "*", "/", "//", "%", "..", "..", "<", "<=", "==", "&", "|", "~", "<<", ">>")
	switch g.IntN(10) {
	case 0:
		return g.one("-", "~", "#", "not ") + "(" + x + ")$$", nil
	case 1:
		return "calc(function(x, y) return x ^ y end, $$)", []string{x, y} // the C library rounds some wrongly
	case 2:
		return fmt.Sprintf("(function(x, y) return x %s y end)", op) + "($$)", []string{x, y}
	}
	return fmt.Sprintf("(%s) %s (%s)$$", x, op, y), nil
}
