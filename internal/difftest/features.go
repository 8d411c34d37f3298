package difftest

// This file defines statements that each go for one corner of the language.

import "fmt"

// feature writes one of them.
func (g *gen) feature() {
	switch g.n(10) {
	case 0:
		g.overlap()
	case 1:
		g.gotos()
	case 2:
		g.closeErrors()
	case 3:
		g.yieldEverywhere()
	case 4:
		g.coercion()
	case 5:
		g.argumentError()
	case 6:
		g.traceback()
	case 7:
		g.varargs()
	case 8:
		g.metamethods()
	default:
		g.environment()
	}
}

// overlap writes a multiple assignment whose targets and values use the same
// variables, with metamethods that tell the order.
func (g *gen) overlap() {
	t, i := g.fresh("t"), g.fresh("i")
	g.line("do")
	g.scope(func() {
		g.line("local %s, %s = { 10, 20, 30, x = { 1, 2 } }, %d", t, i, 1+g.n(3))
		switch g.n(6) {
		case 0:
			g.line("%s, %s[%s] = %s + 1, %s", i, t, i, i, g.expr(kInt, 1))
		case 1:
			g.line("%s[1], %s[2], %s[3] = %s[3], %s[1]", t, t, t, t, t)
		case 2:
			g.line("%s.x[1], %s.x, %s.y = %s[2], %s[1], %s.x", t, t, t, t, t, t)
		case 3:
			g.line("%s[%s], %s[%s + 1], %s = %s, %s[%s], %s", t, i, t, i, i, i, t, i, g.expr(kInt, 1))
		case 4:
			g.line("local log = setmetatable({}, { __newindex = function(_, k, v) out(k, v) end })")
			g.line("log.a, log[%s], log.c = (function() return %s, %s end)()", i, g.any(1), g.any(1))
		default:
			g.line("local u = %s", t)
			g.line("%s, %s.z, %s = %s.x, %s, (%s[%s])", t, t, i, t, g.expr(kInt, 1), t, i)
			g.line("out(u.z)")
		}
		g.line("out(%s, type(%s) == 'table' and %s[1], type(%s) == 'table' and %s[2], type(%s) == 'table' and %s[3])", i, t, t, t, t, t, t)
	})
	g.line("end")
}

// gotos writes a loop made of labels, with closures that keep a variable of each
// round.
func (g *gen) gotos() {
	n, fs, again, skip := g.fresh("n"), g.fresh("fs"), g.fresh("l"), g.fresh("l")
	g.line("do")
	g.scope(func() {
		g.line("local %s, %s = 0, {}", n, fs)
		g.line("::%s::", again)
		g.line("do")
		g.scope(func() {
			x := g.fresh("x")
			g.line("tick()")
			g.line("%s = %s + 1", n, n)
			g.line("local %s = %s", x, g.expr(kInt, 1))
			if g.chance(40) {
				g.line("local c <close> = obj(%s)", n)
			}
			g.line("%s[#%s + 1] = function() %s = %s + 1 return %s end", fs, fs, x, x, x)
			g.line("if %s then goto %s end", g.expr(kBool, 1), skip)
			g.line("if %s < %d then goto %s end", n, 2+g.n(3), again)
			g.line("::%s::", skip)
		})
		g.line("end")
		g.line("for i = 1, math.min(#%s, 4) do out(i, pcall(%s[i])) end", fs, fs)
	})
	g.line("end")
}

// closeErrors writes to-be-closed variables some of which raise errors, left on
// any way.
func (g *gen) closeErrors() {
	closer := func(name string) string {
		action := g.pick("", "", "error('"+name+"')", "error({})", "coroutine.isyieldable()", "undefined()", "error()")
		return fmt.Sprintf("setmetatable({}, { __close = function(_, e) out(%q, e) %s end })", name, action)
	}
	f := g.fresh("f")
	g.line("local function %s(...)", f)
	g.function(true, func() {
		g.line("local a <close> = %s", closer("a"))
		g.line("for i = 1, 2 do")
		g.scope(func() {
			g.loops++
			g.line("local b <close> = %s", closer("b"))
			g.line("%s", g.pick("if i == 1 then goto continue end", "if i == 2 then break end", "if i == 2 then return i, ... end", "error('body')", "local c <close> = nil", "local c <close> = "+g.constant(kInt)))
			g.statements(1)
			g.line("::continue::")
			g.loops--
		})
		g.line("end")
		g.line("%s", g.pick("do return "+f+" ~= nil, ... end", "return select('#', ...)", "return (...)", "return tostring(...)", "local d <const> = 1"))
	})
	g.line("end")
	switch g.n(3) {
	case 0:
		g.line("out(pcall(%s, %s))", f, g.any(1))
	case 1:
		g.line("out(select('#', pcall(%s)))", f)
	default:
		g.line("do")
		g.line("  local co = coroutine.create(function(...) local z <close> = %s coroutine.yield(1) return %s(...) end)", closer("z"), f)
		g.line("  out(coroutine.resume(co, 1))")
		g.line("  out(coroutine.%s)", g.pick("close(co)", "resume(co)"))
		g.line("  out(coroutine.status(co), coroutine.close(co))")
		g.line("end")
	}
}

// yieldEverywhere writes a coroutine that yields in metamethods, iterators,
// protected calls and __close.
func (g *gen) yieldEverywhere() {
	y, co := g.fresh("y"), g.fresh("co")
	g.line("do")
	g.scope(func() {
		g.line("local function m(name) return function(a, b) local r = coroutine.yield(name) return r or 7 end end")
		g.line("local %s = setmetatable({}, { __add = m'add', __concat = m'concat', __index = m'index', __newindex = m'newindex', __eq = m'eq', __lt = m'lt', __le = m'le', __len = m'len', __call = m'call', __unm = m'unm', __band = m'band', __idiv = m'idiv', __close = m'close', __shl = m'shl', __bnot = m'bnot' })", y)
		use := func() string {
			return g.pick(
				"%[1]s + 1", "2 + %[1]s", "'a' .. %[1]s", "'a' .. 1 .. %[1]s .. 'b'", "%[1]s.x", "%[1]s[1]", "%[1]s == setmetatable({}, getmetatable(%[1]s))",
				"%[1]s < 1", "1 <= %[1]s", "not (%[1]s < %[1]s)", "#%[1]s", "%[1]s(1, 2)", "-%[1]s", "%[1]s & 1", "%[1]s // 2", "1 << %[1]s", "~%[1]s",
				"(pcall(%[1]s, 1))", "select('#', pcall(function() return %[1]s + 1 end))", "(function(...) return select('#', ...) end)(%[1]s(), %[1]s())",
				"(%[1]s.x or 1) + (%[1]s.y or 2)", "{ %[1]s(), %[1]s.a }", "%[1]s.x == nil and 1 or 2")
		}
		g.line("local %s = coroutine.create(function()", co)
		g.function(false, func() {
			for range 1 + g.n(4) {
				e := fmt.Sprintf(use(), y)
				switch g.n(6) {
				case 0:
					g.line("%s.field = %s", y, e)
				case 1:
					g.line("if %s then out('then') else out('else') end", e)
				case 2:
					g.line("for k, v in function(_, k) coroutine.yield('iter') if not k then return 1, %s end end do out(k, v) end", e)
				case 3:
					g.line("do local c <close> = %s out(pcall(function() local d <close> = %s return %s end)) end", y, y, e)
				case 4:
					g.line("out(xpcall(function() local v = %s error(v) end, function(e) return type(e) end))", e)
				default:
					g.line("local a <const>, b = %s, %d out(a, b)", e, g.n(5))
				}
			}
			g.line("return %s", fmt.Sprintf(use(), y))
		})
		g.line("end)")
		g.line("for k = 1, %d do", 3+g.n(12))
		g.line("  out(coroutine.resume(%s, %s))", co, g.pick("k", "nil", "k * 1.5", "true"))
		g.line("end")
		g.line("out(coroutine.status(%s))", co)
	})
	g.line("end")
}

// coercion writes operations between strings and numbers, and at the limits of
// integers and floats.
func (g *gen) coercion() {
	operand := func() string {
		return g.pick(
			`"10"`, `"0x10"`, `" 3 "`, `"1e1"`, `"1.0"`, `"-0"`, `"0x1p4"`, `"9223372036854775807"`, `"9223372036854775808"`, `"-9223372036854775808"`, `"0x7fffffffffffffff"`,
			`"0xffffffffffffffffff"`, `"1.5"`, `"abc"`, `""`, `"1 2"`, `"inf"`, `"nan"`, `"0x"`, `"1e"`, `"."`, `"5."`, `".5"`,
			"1", "3.0", "-7", "2.5", "2^53", "2^63", "-2^63", "math.maxinteger", "math.mininteger", "math.maxinteger + 0.0", "1e308", "-0.0", "0", "{}", "true", "9007199254740993", "2^53 + 1", g.atom(kInt), g.atom(kFlt))
	}
	paren := func() string { return "(" + operand() + ")" }
	a, b := paren(), paren()
	g.line("out(pcall(function() local a, b = %s, %s return %s end))", a, b, g.pick(
		"a + b", "a - b", "a * b", "a // b", "a % b", "a & b", "a | b", "a ~ b", "a << b", "a >> b", "~a", "-a", "a < b", "a <= b", "a == b", "a ~= b",
		"math.tointeger(a), math.type(a)", "tonumber(a), tonumber(b)", "math.ult(a, b)", "({ [a] = 1 })[b]", "string.rep('x', a & 3)", "#(a .. b) < 100", "string.format('%d', a)", "string.format('%.3f', a)",
		"math.fmod(a, b)", "math.floor(a), math.ceil(b)", "math.abs(a)", "tostring(a) == tostring(b)", "a + 0 == b + 0", "a < b + 0.0", "(a + 0) // 1 | 0"))
	if g.chance(40) {
		g.line("out(pcall(function() local n = 0 for i = %s, %s, %s do n = n + 1 if n > 5 then break end out(i) end return n end))", operand(), operand(), operand())
	}
	if g.chance(30) {
		g.line("out(pcall(function() return %s %s %s end))", a, g.pick("+", "-", "*", "//", "%", "&", "|", "~", "<<", ">>", "<", "<=", "==", "^ 2 +"), b)
	}
}

// argumentError writes a wrong call of a library function: the message names the
// argument and the function. No number is large, since some would be a length.
func (g *gen) argumentError() {
	f := g.pick("string.rep", "string.sub", "string.byte", "string.char", "string.format", "string.find", "string.gsub", "string.len", "string.upper",
		"table.concat", "table.insert", "table.remove", "table.unpack", "table.move", "table.sort", "math.floor", "math.max", "math.fmod", "math.tointeger", "math.abs", "math.ult", "math.random",
		"tonumber", "select", "setmetatable", "getmetatable", "ipairs", "next", "rawset", "rawget", "rawlen", "rawequal", "assert", "pcall", "type", "tostring",
		"coroutine.create", "coroutine.resume", "coroutine.wrap", "coroutine.status", "coroutine.close", "utf8.char", "utf8.len", "utf8.codepoint", "utf8.offset", "string.pack", "string.unpack", "string.packsize", "load")
	arg := func() string {
		return g.pick("", "nil", "{}", "'x'", "'%d'", "1.5", "true", "math.max", "-1", "'10'", "1e100", "{ 1, 2 }", "{ {} }", "'%w('", "3", "nothing")
	}
	args, n := "", g.n(4)
	for i := range n {
		a := arg()
		if a == "" {
			break
		}
		if i > 0 {
			args += ", "
		}
		args += a
	}
	if f == "math.random" {
		args = g.pick("1.5", "2, 1", "'x'", "1, 2, 3", "0, {}") // never a number
	}
	switch g.n(4) {
	case 0:
		g.line("out(pcall(%s%s))", f, map[bool]string{true: ", " + args}[args != ""])
	case 1:
		g.line("out(pcall(function() local lf = %s return (lf(%s)) end))", f, args)
	case 2:
		g.line("out(pcall(function() return (('x'):%s(%s)) end))", g.pick("rep", "sub", "format", "find", "nomethod", "gsub", "byte", "len"), args)
	default:
		g.line("out(pcall(function() local r = %s(%s) return r end))", f, args)
	}
}

// traceback writes a handler that shows the program's part of the stack.
func (g *gen) traceback() {
	f := g.fresh("f")
	g.line("do")
	g.scope(func() {
		g.line("local function lines(e) local t = debug.traceback(tostring(e), 1) for l in t:gmatch('[^\\n]+') do if l:find('\\tp:', 1, true) or l:find('tail calls', 1, true) then out(l) end end return 'h' end")
		g.line("local %s", f)
		g.line("%s = function(n) tick() if n > %d then %s end %s end", f, g.n(3),
			g.pick("error('deep')", "local x = nil + n", "undefined.x = 1", "return obj(1) .. {} .. nil", "do out((debug.traceback('m', 1):match('^m\\nstack traceback:\\n\\tp:%d+: in [%a ]+'))) return n end", "error(obj(1))"),
			g.pick("return "+f+"(n + 1)", "local r = "+f+"(n + 1) return r", "return (pcall("+f+", n + 1))", "table.sort({ 1, 2, 3 }, function(a, b) "+f+"(n + 1) return a < b end)", "local o = setmetatable({}, { __index = function(_, k) return "+f+"(n + 1) end }) return o.x", "return select(2, ("+f+"(n + 1)))"))
		g.line("out(xpcall(%s, %s, 0))", f, g.pick("lines", "lines", "function(e) return 'handled' end", "debug.traceback == nil or lines"))
		g.line("local i = debug.getinfo(1, 'Slnt')")
		g.line("out(i.currentline, i.what, i.namewhat, i.linedefined, i.istailcall)")
	})
	g.line("end")
}

// varargs writes functions of any number of arguments.
func (g *gen) varargs() {
	f := g.fresh("f")
	g.line("local function %s(a, ...)", f)
	g.function(true, func() {
		g.line("tick()")
		g.line("local b, c = ...")
		g.line("out(select('#', ...), a, b, c, (...))")
		g.line("return %s", g.pick("...", "(...)", "..., ...", "a, ...", "select(-1, ...)", "select(2, a, ...)", "table.unpack({ ... }, 2)", "table.pack(...).n, { ... }", "#{ ..., ... }",
			"(function(...) return ... end)(...)", "pcall(select, ...)", "#{ n = 1, ..., [1] = a }", "string.char(select('#', ...) + 65, 66)"))
	})
	g.line("end")
	list := ""
	for i := range g.n(5) {
		if i > 0 {
			list += ", "
		}
		list += g.any(1)
	}
	g.line("out(pcall(function() return %s(%s) end))", f, list)
	g.line("out(pcall(%s, table.unpack({ %s }, 1, %d)))", f, list, g.n(40))
}

// metamethods writes uses of the rarer metamethods.
func (g *gen) metamethods() {
	o := g.fresh("o")
	g.line("do")
	g.scope(func() {
		result := func() string { return g.pick("1", "nil", "'r'", "a", "b", "false", "{}", "error('in m')") }
		def := func(e string) string {
			return fmt.Sprintf("%s = function(a, b) out(%q, type(a), type(b)) return %s end", e, e, result())
		}
		list := ""
		for _, e := range []string{"__pow", "__bor", "__bxor", "__shr", "__div", "__mod", "__sub", "__mul", "__eq", "__lt", "__concat", "__len", "__unm", "__bnot", "__index", "__newindex", "__call", "__tostring", "__pairs", "__name", "__metatable"} {
			if g.chance(45) {
				switch e {
				case "__lt":
					// The reference may be built to use it for a missing __le.
					list += def("__lt") + ", " + def("__le") + ", "
				case "__name":
					list += "__name = 'My Type', "
				case "__metatable":
					list += "__metatable = 'locked', "
				case "__index":
					list += g.pick("__index = { x = 1, y = { z = 2 } }, ", def(e)+", ", "__index = string, ", "__index = 5, ")
				case "__newindex":
					list += g.pick("__newindex = {}, ", def(e)+", ", "__newindex = 'x', ")
				case "__call":
					list += g.pick(def(e)+", ", "__call = setmetatable({}, { __call = function(...) return select('#', ...) end }), ", "__call = 1, ")
				default:
					list += def(e) + ", "
				}
			}
		}
		g.line("local %s = setmetatable({}, { %s })", o, list)
		for range 1 + g.n(3) {
			g.line("out(pcall(function() %s end))", fmt.Sprintf(g.pick("return %[1]s ^ 2", "return 2 ^ %[1]s", "return %[1]s | 1", "return 'x' ~ %[1]s", "return %[1]s >> 1.5", "return %[1]s / %[1]s", "return 1 %% %[1]s",
				"return %[1]s - {}", "return nil * %[1]s", "return %[1]s == {}", "return %[1]s == setmetatable({}, getmetatable(%[1]s))", "return %[1]s < 1", "return {} <= %[1]s", "return %[1]s >= %[1]s", "return 'a' .. %[1]s", "return %[1]s .. 1 .. nil",
				"return #%[1]s", "return -%[1]s", "return ~%[1]s", "return %[1]s.x, %[1]s.y.z", "%[1]s.k = 1 return rawget(%[1]s, 'k')", "%[1]s[nil] = 1", "%[1]s[0/0] = 1", "return %[1]s()", "return %[1]s(1, nil)", "return #tostring(%[1]s) > 0",
				"for k in pairs(%[1]s) do return k end", "return getmetatable(%[1]s) == 'locked'", "return setmetatable(%[1]s, nil)", "return %[1]s:upper()", "return %[1]s + 1", "return rawequal(%[1]s, %[1]s), rawlen(%[1]s)", "return ipairs(%[1]s)(%[1]s, 0)",
				"return string.rep(%[1]s, 2)", "return math.max(1, %[1]s)", "error(%[1]s)", "return next(%[1]s)", "return table.concat(%[1]s)", "return table.unpack(%[1]s, 1, 2)"), o))
		}
	})
	g.line("end")
}

// environment writes functions with environments of their own.
func (g *gen) environment() {
	switch g.n(5) {
	case 0:
		g.line("do local _ENV <const> = { out = out, x = %s } y = x out(x, y, _ENV.y) end", g.any(1))
	case 1:
		g.line("out(pcall(function() local out, _ENV = out, %s out(x) x = 1 return x end))", g.pick("{}", "nil", "1", "'str'", "setmetatable({}, { __index = function(_, k) return k end })"))
	case 2:
		g.line("out(pcall(load('x = (x or 0) + 1 return x, _ENV ~= nil', '=p', 't', { x = %s })))", g.any(1))
	case 3:
		g.line("out(load('return %s', '=p'))", g.pick("1 +", "x y", "'", "--[[", "goto", "a.b:c", "break", "::x:: ::x::", "0x", "1..2", "...", "\\\\'\\\\q\\\\'", "local x <foo> = 1", "function", "{", "(1", "for", "x = ", "1 = 2"))
	default:
		g.line("do local function f(_ENV) return a, b end out(pcall(f, { a = 1, b = %s }), pcall(f, %s)) end", g.any(1), g.any(1))
	}
}
