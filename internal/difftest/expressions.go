package difftest

// This file defines the expressions that a program may hold.

import (
	"fmt"
	"strings"
)

// ints and floats are the numbers a program is made of: small ones, and those at
// which something changes.
var ints = []string{
	"0", "1", "2", "3", "5", "7", "10", "42", "100", "127", "128", "255", "256", "1000", "65535", "65536", "-1", "-2", "-7", "-128", "-129",
	"2147483647", "2147483648", "-2147483649", "9007199254740993", "math.maxinteger", "math.mininteger", "0x7fffffff", "0xffffffffffffffff", "(1 << 62)",
}

var floats = []string{
	"0.0", "-0.0", "0.5", "1.0", "1.5", "-2.5", "3.0", "1e3", "1e15", "1e16", "1e100", "0x1p-2", "2.0^53", "-2.0^63", "2.0^63", "math.huge", "-math.huge", "(0/0)", "3.25", "100.0", "1e-3",
}

var texts = []string{
	`""`, `"a"`, `"b"`, `"abc"`, `"hello world"`, `"10"`, `"-3"`, `"0x10"`, `"1.5"`, `"1e2"`, `" 7 "`, `"x1"`, `"\0z"`, `"a\nb"`, `[[long]]`, `"\u{e9}"`, `"%d"`, `"12abc"`, `"zz"`, `"Z"`,
}

// exprNew makes a value for a new variable: never an alias of another table.
func (g *gen) exprNew(k kind) string {
	switch k {
	case kSeq:
		var list []string
		for range 1 + g.n(6) {
			list = append(list, g.element())
		}
		return "{ " + strings.Join(list, ", ") + " }"
	case kRec:
		return fmt.Sprintf("{ a = %s, b = %s, [%q] = %s }", g.number(1), g.expr(kStr, 1), "c", g.expr(kBool, 1))
	case kObj:
		return "obj(" + g.number(1) + ")"
	case kFun:
		return g.lambda()
	}
	return g.expr(k, 2)
}

// element makes a value for a sequence, which must not get a hole: the border of
// a table that has one is left open. Nor may it be NaN, for table.concat.
func (g *gen) element() string { return "elem(" + g.number(2) + ")" }

// any makes an expression of a kind that is interesting to see.
func (g *gen) any(depth int) string {
	return g.expr([]kind{kInt, kInt, kFlt, kFlt, kStr, kStr, kBool, kNil, kObj, kRec}[g.n(10)], depth)
}

func (g *gen) number(depth int) string {
	if g.chance(65) {
		return g.expr(kInt, depth)
	}
	return g.expr(kFlt, depth)
}

// expr makes an expression that should have the kind k; once in a while it is of
// another.
func (g *gen) expr(k kind, depth int) string {
	if g.plain {
		return g.constant(k)
	}
	if g.chance(1) {
		k = kind(g.n(int(kinds)))
	}
	if g.inCo && g.chance(6) {
		return "(coroutine.yield(" + g.atom(k) + "))"
	}
	if depth <= 0 || g.chance(20) {
		return g.atom(k)
	}
	switch k {
	case kInt:
		return g.intExpr(depth - 1)
	case kFlt:
		return g.floatExpr(depth - 1)
	case kStr:
		return g.stringExpr(depth - 1)
	case kBool:
		return g.boolExpr(depth - 1)
	case kObj:
		return g.objExpr(depth - 1)
	}
	return g.atom(k)
}

// atom is a variable or a constant.
func (g *gen) atom(k kind) string {
	if name, ok := g.lookup(k, false); ok && g.chance(70) {
		return name
	}
	return g.constant(k)
}

// constant is an expression that no error can come from.
func (g *gen) constant(k kind) string {
	switch k {
	case kInt:
		return ints[g.n(len(ints))]
	case kFlt:
		return floats[g.n(len(floats))]
	case kStr:
		return texts[g.n(len(texts))]
	case kBool:
		return g.pick("true", "false")
	case kNil:
		return g.pick("nil", "nothing", "({}).x", "Obj.missing", "(nil)")
	case kSeq:
		return "{ 3, 1, 2 }"
	case kRec:
		return `{ a = 1, b = "x", c = true }`
	case kObj:
		return "obj(" + ints[g.n(len(ints))] + ")"
	}
	return "math.max"
}

func (g *gen) intExpr(d int) string {
	a := func() string { return g.expr(kInt, d) }
	switch g.n(26) {
	case 0, 1, 2:
		return "(" + a() + " + " + a() + ")"
	case 3, 4:
		return "(" + a() + " - " + a() + ")"
	case 5, 6:
		return "(" + a() + " * " + a() + ")"
	case 7:
		return "(" + a() + " // " + a() + ")"
	case 8:
		return "(" + a() + " % " + a() + ")"
	case 9:
		return "(- " + a() + ")"
	case 10:
		return "(" + a() + g.pick(" & ", " | ", " ~ ") + a() + ")"
	case 11:
		return "(" + a() + g.pick(" << ", " >> ") + g.pick("1", "3", "31", "63", "64", "-1", a()) + ")"
	case 12:
		return "(~" + a() + ")"
	case 13:
		return "#" + g.atom(kSeq)
	case 14:
		return "(#" + g.expr(kStr, d) + ")"
	case 15:
		s := g.atom(kSeq)
		return fmt.Sprintf("(%s)[%s]", s, g.pick("1", "1", "#"+s, "2", "-1"))
	case 16:
		return "(" + g.expr(kBool, d) + " and " + a() + " or " + a() + ")"
	case 17:
		return "math.floor(" + g.expr(kFlt, d) + ")"
	case 18:
		return g.pick("math.max(", "math.min(") + a() + ", " + a() + ")"
	case 19:
		return "(math.tointeger(" + g.number(d) + ") or 0)"
	case 20:
		return g.call(d)
	case 21:
		return fmt.Sprintf("select(%q, %s, %s)", "#", g.any(d), g.any(d))
	case 22:
		return "(" + g.expr(kStr, d) + "):byte(" + g.pick("", "1", "-1", "2") + ")"
	case 23:
		return "(" + g.atom(kRec) + ").a"
	case 24:
		return "(" + g.expr(kObj, d) + "):get()"
	}
	if g.vararg {
		return g.pick("select('#', ...)", "(...)", "#{ ... }")
	}
	return "(tonumber(" + g.expr(kStr, d) + ") or 1)"
}

func (g *gen) floatExpr(d int) string {
	a := func() string { return g.number(d) }
	switch g.n(12) {
	case 0:
		return "(" + a() + " / " + a() + ")"
	case 1:
		return "(" + g.expr(kFlt, d) + " + " + a() + ")"
	case 2:
		return "(" + a() + " - " + g.expr(kFlt, d) + ")"
	case 3:
		return "(" + g.expr(kFlt, d) + " * " + a() + ")"
	case 4:
		return "(" + g.expr(kFlt, d) + " // " + a() + ")"
	case 5:
		return "(" + g.expr(kFlt, d) + " % " + a() + ")"
	case 6:
		return "(" + a() + " ^ 2)"
	case 7:
		return "(- " + g.expr(kFlt, d) + ")"
	case 8:
		return "math.abs(" + g.expr(kFlt, d) + ")"
	case 9:
		return "(" + g.expr(kStr, d) + " + 0.0)"
	case 10:
		return g.call(d)
	}
	return "(" + g.expr(kFlt, d) + " or " + a() + ")"
}

func (g *gen) stringExpr(d int) string {
	s := func() string { return g.expr(kStr, d) }
	switch g.n(17) {
	case 0, 1, 2:
		return "clip(txt(" + s() + ") .. txt(" + s() + "))"
	case 3:
		// Only constants after the first: lua5.4 loses the result of "x" .. 1 .. a
		// when a has a metamethod, a defect of 5.4.4 that later versions mended.
		return "clip(txt(" + s() + ") .. " + ints[g.n(len(ints))] + " .. " + texts[g.n(len(texts))] + ")"
	case 4:
		return "str(" + g.number(d) + ")"
	case 5:
		return "(" + s() + "):sub(" + g.pick("1", "2", "-2", "0") + ", " + g.pick("3", "-1", "1", g.expr(kInt, d)) + ")"
	case 6:
		return "(" + s() + "):" + g.pick("upper", "lower", "reverse") + "()"
	case 7:
		return "clip((" + s() + "):rep(" + g.pick("0", "1", "2", "3") + g.pick("", ", '-'") + "))"
	case 8:
		return `clip(string.format("` + g.pick("%d", "%5d|", "%-4d|", "%x", "%c") + `", ` + g.pick("65", "97", "3", g.expr(kInt, d)) + " & 127))"
	case 9:
		return `clip(string.format("` + g.pick("%s", "%10s", "%.2s", "%q") + `", txt(` + s() + `) .. ""))`
	case 10:
		return `string.format("` + g.pick("%.3f", "%g", "%8.1f", "%.14g") + `", ` + g.pick("1.5", "-0.25", "1e10", "100", "1/3") + ")"
	case 11:
		return "type(" + g.any(d) + ")"
	case 12:
		return "tostring(not " + g.expr(kBool, d) + ")"
	case 13:
		return "clip((" + s() + "):gsub(" + g.pick(`"a", "b"`, `"%w", "%0%0"`, `".", { a = "1", ["1"] = "x" }`, `"(%a)(%d)", "%2%1"`, `"^%s*", ""`, `"[^a-z]", string.upper`) + "))"
	case 14:
		return "((" + s() + "):match(" + g.pick(`"%d+"`, `"^(.-)%s"`, `"(%a)b"`, `".$"`, `"()l"`, `"[%w_]*"`) + ") or 'none')"
	case 15:
		return "table.concat(" + g.atom(kSeq) + ", ',', 1, " + g.pick("1", "0", "1") + ")"
	}
	return "clip(" + g.expr(kObj, d) + " .. txt(" + s() + "))"
}

func (g *gen) boolExpr(d int) string {
	op := g.pick(" < ", " <= ", " > ", " >= ", " == ", " ~= ")
	switch g.n(10) {
	case 0, 1, 2:
		return "(" + g.number(d) + op + g.number(d) + ")"
	case 3:
		return "(" + g.expr(kStr, d) + op + g.expr(kStr, d) + ")"
	case 4:
		return "(not " + g.any(d) + ")"
	case 5:
		return "(" + g.expr(kBool, d) + g.pick(" and ", " or ") + g.expr(kBool, d) + ")"
	case 6:
		return "(" + g.any(d) + g.pick(" == ", " ~= ") + g.any(d) + ")"
	case 7:
		return "(" + g.expr(kObj, d) + op + g.expr(kObj, d) + ")"
	case 8:
		return "rawequal(" + g.any(d) + ", " + g.any(d) + ")"
	}
	return "(math.type(" + g.number(d) + ") == 'integer')"
}

func (g *gen) objExpr(d int) string {
	o := func() string { return g.expr(kObj, d) }
	switch g.n(7) {
	case 0:
		return "(" + o() + " + " + g.number(d) + ")"
	case 1:
		return "(" + g.number(d) + " - " + o() + ")"
	case 2:
		return "(" + o() + " * " + o() + ")"
	case 3:
		return "(- " + o() + ")"
	case 4:
		return "(" + o() + "):plus(" + g.number(d) + ")"
	case 5:
		return "Obj.make(" + g.number(d) + ")"
	}
	return g.atom(kObj)
}

// call makes a call of a function of two numbers.
func (g *gen) call(d int) string {
	f, ok := g.lookup(kFun, false)
	if !ok {
		return "(" + g.lambda() + ")(" + g.number(d) + ", 2)"
	}
	switch g.n(6) {
	case 0:
		return f + "(" + g.number(d) + ")"
	case 1:
		return f + "(" + g.number(d) + ", " + g.number(d) + ", " + g.any(d) + ")"
	case 2:
		return f + "(table.unpack({ " + g.number(d) + ", " + g.number(d) + " }))"
	case 3:
		return "select(2, pcall(" + f + ", " + g.number(d) + ", " + g.number(d) + "))"
	}
	return f + "(" + g.number(d) + ", " + g.number(d) + ")"
}

// lambda makes a small function of two numbers.
func (g *gen) lambda() string {
	x, y := g.fresh("p"), g.fresh("p")
	mark := len(g.vars)
	loops, inCo, va := g.loops, g.inCo, g.vararg
	g.loops, g.inCo, g.vararg = 0, false, false
	g.vars = append(g.vars, variable{x, kInt, false}, variable{y, kInt, false})
	body := "tick() "
	if g.chance(40) {
		body += fmt.Sprintf("%s = %s ", y, y+" or "+g.number(0))
	}
	if g.chance(30) {
		if up, ok := g.lookup(kInt, true); ok {
			body += fmt.Sprintf("%s = %s ", up, g.expr(kInt, 1))
		}
	}
	body += "return " + g.number(2)
	g.loops, g.inCo, g.vararg = loops, inCo, va
	g.vars = g.vars[:mark]
	return fmt.Sprintf("function(%s, %s) %s end", x, y, body)
}
