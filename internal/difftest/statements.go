package difftest

// This file defines the statements that a program may hold.

import "strings"

func (g *gen) statements(n int) {
	for range n {
		g.statement()
	}
}

func (g *gen) statement() {
	if g.depth > 4 {
		g.assign()
		return
	}
	switch g.n(32) {
	case 0, 1, 2:
		g.declare(kind(g.n(int(kinds))))
	case 3, 4, 5, 6:
		g.assign()
	case 7:
		g.multiple()
	case 8, 9:
		g.branch()
	case 10, 11:
		g.numericFor()
	case 12:
		g.genericFor()
	case 13:
		g.while()
	case 14:
		g.repeat()
	case 15:
		g.line("do")
		g.scope(func() { g.statements(1 + g.n(3)) })
		g.line("end")
	case 16:
		g.localFunction()
	case 17:
		g.protected()
	case 18:
		g.closing()
	case 19, 20:
		g.wrong()
	case 21:
		g.recursion()
	case 22:
		g.library()
	case 23:
		if g.inCo {
			g.line("coroutine.yield(%s)", g.results())
			return
		}
		g.generator()
	case 24, 25, 26, 27, 28, 29:
		g.feature()
	default:
		g.line("out(%s)", g.results())
	}
}

// assign writes an assignment to a variable, an element or a field.
func (g *gen) assign() {
	switch g.n(5) {
	case 0:
		if s, ok := g.lookup(kSeq, false); ok {
			g.line("%s[%s] = %s", s, g.pick("1", "#"+s, "#"+s+" + 1"), g.element())
			return
		}
	case 1:
		if r, ok := g.lookup(kRec, false); ok {
			g.line("%s.%s", r, g.pick("a = "+g.expr(kInt, 2), "b = "+g.expr(kStr, 2), "c = "+g.expr(kBool, 2)))
			return
		}
	case 2:
		if o, ok := g.lookup(kObj, false); ok {
			g.line("%s.v = %s", o, g.number(2))
			return
		}
	}
	k := []kind{kInt, kInt, kFlt, kStr, kBool, kObj}[g.n(6)]
	if name, ok := g.lookup(k, true); ok {
		g.line("%s = %s", name, g.expr(k, 3))
		return
	}
	g.line("glob = %s", g.expr(kInt, 3))
}

// multiple writes an assignment or declaration of several variables at once.
func (g *gen) multiple() {
	if g.chance(50) {
		a, b := g.fresh("v"), g.fresh("v")
		switch g.n(4) {
		case 0:
			g.line("local %s, %s = %s, %s", a, b, g.expr(kInt, 2), g.expr(kStr, 2))
		case 1:
			g.line("local %s, %s = (function(...) return ..., %s, 3 end)(%s)", a, b, g.atom(kStr), g.expr(kInt, 1))
		case 2:
			g.line("local %s, %s = table.unpack({ %s, %s })", a, b, g.expr(kInt, 1), g.expr(kStr, 1))
		default:
			g.line("local %s, %s <const> = %s, %s, out(\"third\")", a, b, g.expr(kInt, 1), g.expr(kStr, 1))
			g.vars = append(g.vars, variable{a, kInt, false}, variable{b, kStr, true})
			return
		}
		g.vars = append(g.vars, variable{a, kInt, false}, variable{b, kStr, false})
		return
	}
	a, ok1 := g.lookup(kInt, true)
	b, ok2 := g.lookup(kInt, true)
	if !ok1 || !ok2 || a == b {
		g.assign()
		return
	}
	g.line("%s, %s = %s, %s", a, b, g.pick(b, g.expr(kInt, 2)), g.pick(a, g.expr(kInt, 2)))
}

func (g *gen) branch() {
	g.line("if %s then", g.expr(kBool, 2))
	g.scope(func() { g.statements(1 + g.n(2)) })
	if g.chance(30) {
		g.line("elseif %s then", g.any(1))
		g.scope(func() { g.statements(1) })
	}
	if g.chance(50) {
		g.line("else")
		g.scope(func() { g.statements(1 + g.n(2)) })
	}
	g.line("end")
}

// body writes a loop's body: a tick, statements, now and then a way out, and
// the label that a goto in it may name.
func (g *gen) body(vars ...variable) {
	g.loops++
	g.scope(func() {
		g.vars = append(g.vars, vars...)
		g.line("tick()")
		label := ""
		if g.chance(25) {
			label = g.fresh("l")
			g.line("if %s then goto %s end", g.expr(kBool, 1), label)
		}
		g.line("do")
		g.scope(func() {
			g.statements(1 + g.n(3))
			if g.chance(15) {
				g.line("if %s then break end", g.expr(kBool, 1))
			}
		})
		g.line("end")
		if label != "" {
			g.line("::%s::", label)
		}
	})
	g.loops--
}

func (g *gen) numericFor() {
	i := g.fresh("i")
	k := kInt
	switch g.n(10) {
	case 0:
		g.line("for %s = %s, %s, %s do", i, g.pick("1.0", "0.5", "1"), g.pick("3", "2.75", "4.0"), g.pick("0.5", "1", "1.25"))
		k = kFlt
	case 1:
		g.line("for %s = math.maxinteger - %d, %s do", i, g.n(3), g.pick("math.maxinteger", "math.huge"))
	case 2:
		g.line("for %s = %s, %s, %s do", i, g.pick("5", "3"), g.pick("1", "-1", "0.5"), g.pick("-1", "-2", "-3"))
	case 3:
		// The bounds may be anything; the budget ends it.
		g.line("for %s = %s, %s, %s do", i, g.expr(kInt, 1), g.number(1), g.expr(kInt, 1))
	case 4:
		g.line("for %s = %s, %s do", i, g.pick("1", "math.mininteger"), g.pick("'2'", "math.mininteger + 1", "2.9"))
	default:
		g.line("for %s = 1, %d do", i, 1+g.n(5))
	}
	g.body(variable{i, k, true})
	g.line("end")
}

func (g *gen) genericFor() {
	i, x := g.fresh("i"), g.fresh("x")
	switch g.n(4) {
	case 0, 1:
		g.line("for %s, %s in ipairs(%s) do", i, x, g.atom(kSeq))
	case 2:
		g.line("for %s, %s in (function(n) return function(_, k) if k < n then return k + 1, k * %s end end end)(%d), nil, 0 do", i, x, g.atom(kInt), 1+g.n(4))
	default:
		g.line("for %s, %s in string.gmatch(%s, \"()(%%w)\") do", i, x, g.expr(kStr, 1))
		g.body(variable{i, kInt, true}, variable{x, kStr, false})
		g.line("end")
		return
	}
	g.body(variable{i, kInt, true}, variable{x, kInt, false})
	g.line("end")
}

func (g *gen) while() {
	n := g.fresh("n")
	g.line("local %s = 0", n)
	g.line("while %s < %d and %s do", n, 1+g.n(5), g.expr(kBool, 1))
	g.scope(func() { g.line("%s = %s + 1", n, n) })
	g.body()
	g.line("end")
}

func (g *gen) repeat() {
	n := g.fresh("n")
	g.line("local %s = 0", n)
	g.line("repeat")
	g.scope(func() { g.line("%s = %s + 1", n, n) })
	last := g.fresh("v")
	g.loops++
	g.scope(func() {
		g.line("tick()")
		g.line("local %s = %s", last, g.expr(kInt, 1))
		if g.chance(40) {
			f := g.fresh("f")
			g.line("local %s = function() %s = %s + 1 return %s end", f, last, last, last)
			g.line("out(%s())", f)
		}
		g.line("do")
		g.scope(func() { g.statements(1 + g.n(2)) })
		g.line("end")
	})
	g.loops--
	g.line("until %s >= %d or %s == %s", n, 1+g.n(4), last, g.expr(kInt, 0))
}

func (g *gen) localFunction() {
	name, x, y := g.fresh("f"), g.fresh("p"), g.fresh("p")
	vararg := g.chance(30)
	rest := ""
	if vararg {
		rest = ", ..."
	}
	switch g.n(3) {
	case 0:
		g.line("local function %s(%s, %s%s)", name, x, y, rest)
	default:
		g.line("local %s = function(%s, %s%s)", name, x, y, rest)
	}
	g.function(vararg, func() {
		g.vars = append(g.vars, variable{x, kInt, false}, variable{y, kInt, false})
		g.line("tick()")
		g.statements(1 + g.n(2))
		g.line("return %s", g.pick(g.number(2), g.number(2), g.call(1), "("+g.call(1)+")", g.number(1)+", "+g.any(1)))
	})
	g.line("end")
	g.vars = append(g.vars, variable{name, kFun, true})
}

// closing writes a block with to-be-closed variables.
func (g *gen) closing() {
	name := g.fresh("c")
	g.line("do")
	g.scope(func() {
		g.line("local %s <close> = %s", name, g.pick("obj("+g.number(1)+")", "obj("+g.number(1)+")", "nil", "false", g.any(1)))
		g.statements(1 + g.n(3))
		if g.loops > 0 && g.chance(30) {
			g.line("if %s then break end", g.expr(kBool, 1))
		}
	})
	g.line("end")
}

// wrong writes a protected operation that probably fails; its message names the
// operand.
func (g *gen) wrong() {
	paren := func(s string) string {
		if strings.ContainsAny(s[:1], "{\"'[-0123456789") || strings.HasPrefix(s, "function") || s == "nil" || s == "true" || s == "false" {
			return "(" + s + ")"
		}
		return s
	}
	bad := func() string {
		k := []kind{kNil, kNil, kBool, kRec, kFun, kStr, kInt, kFlt, kSeq}[g.n(9)]
		switch g.n(6) {
		case 0:
			return paren(g.atom(kRec)) + ".nofield"
		case 1:
			return "undefined"
		case 2:
			return paren(g.atom(kSeq)) + g.pick("[1]", "[100]", "['k']", "[1.5]")
		}
		return paren(g.atom(k))
	}
	var e string
	a, b := bad(), bad()
	switch g.n(12) {
	case 0, 1:
		e = "return " + a + g.pick(" + ", " - ", " * ", " / ", " // ", " % ", " ^ ") + b
	case 2:
		e = "return " + a + g.pick(" & ", " | ", " ~ ", " << ", " >> ") + b
	case 3:
		e = "return " + a + g.pick(" < ", " <= ", " > ", " >= ") + b
	case 4:
		e = "return txt(" + a + ") .. txt(" + b + ")"
		if g.chance(30) {
			e = "return " + a + ".nofield .. " + b
		}
	case 5:
		e = "return " + g.pick("#", "-", "~") + a
	case 6:
		e = "return " + a + ".x.y"
	case 7:
		e = "return " + a + "(" + b + ")"
	case 8:
		e = "return " + a + ":method(1)"
	case 9:
		e = "local t = " + a + " t.x = 1"
	case 10:
		e = "for i = " + a + ", " + b + " do tick() end"
	default:
		// A level above those of the program itself would show the driver's frames.
		e = g.pick("error("+g.expr(kInt, 0)+")", "error({}, "+g.expr(kInt, 0)+")", "assert(false, "+g.expr(kInt, 0)+")",
			"error(\"m\")", "error(\"m\", 0)", "error(\"m\", 1)", "error(\"m\", 2)")
	}
	// A lone parenthesis at the start of a line would continue the line before.
	g.line("out(pcall(function() %s end))", e)
}

func (g *gen) recursion() {
	name := g.fresh("r")
	n := g.fresh("p")
	g.line("local function %s(%s)", name, n)
	g.function(false, func() {
		g.vars = append(g.vars, variable{n, kInt, false})
		g.line("tick()")
		g.line("if %s <= 0 then return %s end", n, g.number(1))
		switch g.n(3) {
		case 0:
			g.line("return %s(%s - 1)", name, n)
		case 1:
			g.line("return %s(%s - 1) + %s", name, n, g.expr(kInt, 1))
		default:
			g.line("local a = %s(%s - 1)", name, n)
			g.line("return %s, a", g.any(1))
		}
	})
	g.line("end")
	g.line("out(%s(%d))", name, g.n(12))
}

// library writes calls of functions of the library that change tables.
func (g *gen) library() {
	s, ok := g.lookup(kSeq, false)
	if !ok {
		g.declare(kSeq)
		s = g.vars[len(g.vars)-1].name
	}
	switch g.n(6) {
	case 0:
		g.line("table.insert(%s, %s)", s, g.element())
	case 1:
		g.line("table.insert(%s, 1, %s)", s, g.element())
	case 2:
		g.line("if #%s > 1 then out(table.remove(%s%s)) end", s, s, g.pick("", ", 1"))
	case 3:
		// NaN has no order, so it stays out of what is sorted.
		c := g.fresh("t")
		g.line("local %s = {}", c)
		g.line("for _, x in ipairs(%s) do if x == x then %s[#%s + 1] = x end end", s, c, c)
		g.line("table.sort(%s%s)", c, g.pick("", ", function(a, b) return a > b end", ", function(a, b) tick() return a < b end"))
		g.line("out(table.unpack(%s, 1, 3))", c)
	case 4:
		g.line("out(#%s, select(\"#\", table.unpack(%s)), (table.unpack(%s)))", s, s, s)
	default:
		g.line("out(table.unpack(table.move(%s, 1, #%s, 2, { 0 })))", s, s)
	}
}

// coroutine writes a coroutine and the loop that drives it.
func (g *gen) coroutine() {
	co, a := g.fresh("co"), g.fresh("a")
	wrap := g.chance(40)
	g.line("do")
	g.scope(func() {
		g.line("local %s = coroutine.%s(function(%s, ...)", co, map[bool]string{true: "wrap", false: "create"}[wrap], a)
		g.function(true, func() {
			g.inCo = true
			g.vars = append(g.vars, variable{a, kInt, false})
			g.line("for k = 1, %d do", 1+g.n(3))
			g.scope(func() {
				g.line("tick()")
				g.line("%s = coroutine.yield(k, %s)", a, g.any(1))
				if g.chance(30) {
					g.line("out(pcall(function()")
					g.scope(func() {
						g.vararg = false
						loops := g.loops
						g.loops = 0
						g.statements(1 + g.n(2))
						g.loops = loops
						g.line("return coroutine.yield(%s)", g.any(1))
						g.vararg = true
					})
					g.line("end))")
				} else {
					g.statements(1 + g.n(2))
				}
			})
			g.line("end")
			g.line("return %s", g.results())
		})
		g.line("end)")
		g.line("for k = 1, %d do", 2+g.n(6))
		g.scope(func() {
			g.line("tick()")
			arg := g.any(1)
			if wrap {
				g.line("out(pcall(%s, %s))", co, arg)
			} else {
				g.line("out(coroutine.status(%s), coroutine.resume(%s, %s))", co, co, arg)
			}
		})
		g.line("end")
		if !wrap && g.chance(50) {
			g.line("out(coroutine.close(%s), coroutine.status(%s))", co, co)
		}
	})
	g.line("end")
}

// generator writes a for loop over a coroutine.
func (g *gen) generator() {
	x, up := g.fresh("x"), g.fresh("v")
	g.line("local %s = %s", up, g.expr(kInt, 1))
	g.line("for %s in coroutine.wrap(function()", x)
	g.function(false, func() {
		g.line("for k = 1, %d do", 1+g.n(4))
		g.line("  tick()")
		g.line("  coroutine.yield(k + %s)", up)
		g.line("end")
	})
	g.line("end) do")
	g.body(variable{x, kInt, true})
	g.line("end")
}
