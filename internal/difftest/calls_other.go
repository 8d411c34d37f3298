package difftest

// This file defines the random calls of the libraries utf8, math, table, os and
// of the basic functions.

import (
	"fmt"
	"math"
	"strings"
)

func (g *calls) utf8() (string, []string) {
	s := literal(g.characters())
	lax := func(args ...string) []string {
		if g.rare(2) {
			args = append(args, g.one("true", "false"))
		}
		return args
	}
	switch g.IntN(6) {
	case 0:
		return "utf8.len", lax(s, g.small(), g.small())
	case 1:
		return "utf8.codepoint", lax(s, g.small(), g.small())
	case 2:
		if g.rare(2) {
			return "utf8.offset", []string{s, g.small()}
		}
		return "utf8.offset", []string{s, g.small(), g.small()}
	case 3:
		var args []string
		for n := g.IntN(4); n > 0; n-- {
			args = append(args, g.one(fmt.Sprint(g.IntN(0x110000)), fmt.Sprint(g.Uint32()>>uint(g.IntN(32))), "0x7fffffff", "0x80000000", "0xd800", "0"))
		}
		return "utf8.char", args
	case 4:
		return "codes", lax(s)
	}
	return "utf8.len", []string{s}
}

func (g *calls) math() (string, []string) {
	switch g.IntN(16) {
	case 0, 1:
		return "math." + g.one("floor", "ceil", "abs", "modf", "tointeger", "type"), []string{g.number()}
	case 2:
		return "math." + g.one("floor", "ceil", "abs", "modf", "tointeger", "type", "sqrt", "deg", "rad"), []string{g.any()}
	case 3:
		return "math." + g.one("sqrt", "deg", "rad"), []string{g.number()}
	case 4, 5:
		return "math.fmod", []string{g.number(), g.number()}
	case 6:
		return "math.fmod", []string{g.integer(), g.integer()}
	case 7:
		var args []string
		for n := 1 + g.IntN(4); n > 0; n-- {
			args = append(args, g.number())
		}
		return "math." + g.one("max", "min"), args
	case 8:
		return "math.max", []string{g.any(), g.any()}
	case 9:
		return "math.ult", []string{g.integer(), g.number()}
	case 10, 11:
		seed := []string{g.integer(), g.integer()}
		switch g.IntN(4) {
		case 0:
			return "seeded", seed
		case 1:
			return "seeded", append(seed, g.integer())
		case 2:
			return "seeded", append(seed, g.number(), g.number())
		}
		return "seeded", append(seed, fmt.Sprint(g.IntN(1000)-500), fmt.Sprint(g.IntN(100000)))
	case 12:
		// The last digits of these are not the C library's.
		return "calc(math." + g.one("sin", "cos", "atan", "acos", "asin", "exp", "log") + ", $$)", []string{fmt.Sprintf("%x", g.Float64()*2-1)}
	case 13:
		return "calc(math." + g.one("log", "exp", "sin", "cos", "tan", "asin", "acos", "atan") + ", $$)", []string{g.one("0.0", "-0.0", "INF", "-INF", "NAN", "0", "1.0", "-1", "0.5")}
	case 14:
		return "calc(math.log, $$)", []string{fmt.Sprintf("%x", math.Exp(g.NormFloat64()*10)), g.one("2", "10", "10.0", "3", "0.5", "16", "1e10")}
	}
	return "calc(math.atan, $$)", []string{g.number(), g.number()}
}

// list returns the elements of a table constructor.
func (g *calls) list(elem func() string) string {
	var list []string
	for n := g.IntN(9); n > 0; n-- {
		list = append(list, elem())
	}
	return "{" + strings.Join(list, ", ") + "}"
}

func (g *calls) table() (string, []string) {
	t := g.list(func() string { return fmt.Sprint(g.IntN(20)) })
	on := func(name string) string {
		return "(function(t, ...) return t, table." + name + "(t, ...) end)(" + t + ", $$)"
	}
	switch g.IntN(10) {
	case 0:
		args := []string{g.small(), "99"}
		if g.rare(3) {
			args = args[1:]
		}
		return on("insert"), args
	case 1:
		args := []string{g.small()}
		if g.rare(3) {
			return "(function(t) return t, table.remove(t) end)(" + t + ")$$", nil
		}
		return on("remove"), args
	case 2:
		args := []string{g.list(func() string { return g.one(g.text(), g.number(), fmt.Sprint(g.IntN(99))) })}
		if g.rare(2) {
			args = append(args, g.text(), g.small(), g.one("nil", fmt.Sprint(g.IntN(9))))
		}
		return "table.concat", args
	case 3:
		return "table.unpack", []string{t, g.small(), fmt.Sprint(g.IntN(12) - 2)}
	case 4:
		return "table.unpack", []string{g.one(t, g.any()), g.integer(), g.integer()}
	case 5:
		return on("move"), []string{fmt.Sprint(g.IntN(9) - 1), fmt.Sprint(g.IntN(9)), fmt.Sprint(g.IntN(9))}
	case 6:
		// Up to three elements, anywhere.
		from := g.one("math.maxinteger", "math.mininteger", fmt.Sprint(g.Int64()), "0")
		return "table.move", []string{t, from, from + g.one("", " + 1", " + 2", " - 1"), g.one(g.integer(), from+" + 1"), g.one("{}", "nil", g.any())}
	case 7:
		return "table.pack", []string{g.any(), g.any()}
	case 8:
		elem := func() string { return fmt.Sprint(g.IntN(2000) - 1000) }
		if g.rare(2) {
			elem = func() string { return literal(g.subject()) }
		}
		return "sorted", []string{g.list(elem), g.one("nil", "lt", "gt")}
	}
	// Sorting what cannot be sorted: two elements, since the order of
	// comparisons is open.
	return "sorted", []string{"{" + g.any() + ", " + g.any() + "}"}
}

// proxied calls a function of the table library on an object whose every access
// is a metamethod, and shows the accesses too.
func (g *calls) proxied() (string, []string) {
	t := g.list(func() string { return fmt.Sprint(g.IntN(20)) })
	length := g.one("nil", "nil", "nil", fmt.Sprint(g.IntN(6)), g.one("'3'", "2.0", "2.5", "{}"))
	args := []string{t, length}
	switch g.IntN(6) {
	case 0:
		return "L", append([]string{"table.insert"}, append(args, g.small(), "99")...)
	case 1:
		return "L", append([]string{"table.remove"}, append(args, g.small())...)
	case 2:
		return "L", append([]string{"table.concat"}, append(args, g.text(), "1", fmt.Sprint(g.IntN(6)))...)
	case 3:
		return "L", append([]string{"table.unpack"}, append(args, fmt.Sprint(g.IntN(4)), fmt.Sprint(g.IntN(6)))...)
	case 4:
		return "L", append([]string{"table.move"}, append(args, fmt.Sprint(g.IntN(4)), fmt.Sprint(g.IntN(6)), fmt.Sprint(g.IntN(6)))...)
	}
	return "L", append([]string{"table.insert"}, append(args, "99")...)
}

func (g *calls) base() (string, []string) {
	switch g.IntN(12) {
	case 0:
		return "select", []string{g.one("'#'", g.small(), g.any()), g.any(), g.any()}
	case 1:
		return "rawequal", []string{g.any(), g.any()}
	case 2:
		return "rawlen", []string{g.any()}
	case 3:
		return "rawget", []string{g.one("{1, 2}", g.any()), g.any()}
	case 4:
		return "rawset", []string{g.one("{1, 2}", g.any()), g.any(), g.any()}
	case 5:
		return "setmetatable", []string{g.one("{}", "named", "setmetatable({}, {__metatable = 1})", g.any()), g.any()}
	case 6:
		return "getmetatable", []string{g.one("setmetatable({}, {__metatable = 1})", "1", "nil", "{}")}
	case 7:
		return "error", []string{g.any(), g.one("0", "1", "2", g.any())}
	case 8:
		return "assert", []string{g.any(), g.any()}
	case 9:
		return "next", []string{g.one("{10}", g.any()), g.one("nil", "1", g.any())}
	case 10:
		return g.one("ipairs", "pairs", "type"), []string{g.any()}
	}
	return "load", []string{g.one(g.any(), "'return 1'", "'x ='", "'\\27Lua'", "'return \"'"), g.one("nil", "'=x'", "'@x.lua'", "'a\\nb'", g.any()), g.one("nil", "'t'", "'b'", "'bt'", g.any())}
}

// clock makes calls of the os library that do not look at the clock. The time
// zone of both sides is UTC.
func (g *calls) clock() (string, []string) {
	t := fmt.Sprint(g.Int64N(8e9) - 2e9)
	if g.rare(8) {
		t = g.one("0", "-1", "1e18", "253402300799", "253402300800", "-62135596800", "-62167219200", "67767976233532799", "67767976233532800", "math.maxinteger", g.number())
	}
	switch g.IntN(5) {
	case 0:
		return "date", []string{g.one("'*t'", "'!*t'"), t}
	case 1:
		return "os.difftime", []string{g.integer(), g.number()}
	case 2:
		field := func(n, from int) string {
			if g.rare(12) {
				return g.one("nil", "'5'", "2.5", "{}", "1 << 31", "-(1 << 31)", "1 << 40", "math.maxinteger", "'x'")
			}
			return fmt.Sprint(g.IntN(n) + from)
		}
		return "(function(t) return time(t), t end)($$)", []string{fmt.Sprintf("{year = %s, month = %s, day = %s, hour = %s, min = %s, sec = %s, isdst = %s}",
			field(400, 1800), field(30, -8), field(80, -20), field(60, -20), field(200, -60), field(5000, -1000), g.one("nil", "false", "nil", "nil", "true"))}
	}
	var f strings.Builder
	if g.rare(2) {
		f.WriteByte('!')
	}
	for n := 1 + g.IntN(4); n > 0; n-- {
		if g.rare(20) {
			f.WriteString(g.one("%", "%E", "%O", "%Q", "%Ea", "%5d", "%-d", "%Os", "%\x00", "%%%"))
			continue
		}
		f.WriteString("%" + g.one("a", "A", "b", "B", "c", "C", "d", "D", "e", "F", "g", "G", "h", "H", "I", "j", "m", "M", "n", "p", "r", "R", "S", "t", "T", "u", "U", "V", "w", "W", "x", "X", "y", "Y", "z", "Z", "%",
			"Ec", "EC", "Ex", "EX", "Ey", "EY", "Od", "Oe", "OH", "OI", "Om", "OM", "OS", "Ou", "OU", "OV", "Ow", "OW", "Oy", "s") + g.one("", " ", "\x00", "|"))
	}
	return "date", []string{literal(f.String()), t}
}
