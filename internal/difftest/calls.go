package difftest

// This file defines the generator of random calls of library functions: what a
// script of them looks like, and the values that they get. The calls themselves
// are in calls_string.go and calls_other.go.

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
)

// Calls returns the source of n random calls of library functions, one to a line
// of the script. Each prints its number, and its results or its error message.
func Calls(seed uint64, n int) (script string, lines []string) {
	g := &calls{rand.New(rand.NewPCG(seed, 1))}
	for range n {
		lines = append(lines, g.line())
	}
	return callScript(lines), lines
}

// callScript returns the script that makes the calls of lines. They are spread
// over functions, because one may have so many constants only.
func callScript(lines []string) string {
	const perFunction = 40
	var b strings.Builder
	b.WriteString(callHead)
	for i, line := range lines {
		if i%perFunction == 0 {
			if i > 0 {
				b.WriteString("end)()\n")
			}
			b.WriteString(";(function()\n")
		}
		fmt.Fprintf(&b, "C(%d, %s)\n", i, line)
	}
	b.WriteString("end)()\n")
	return b.String()
}

// callHead defines C, which makes a call and prints what it gives, and values
// that calls use. Nothing that it prints depends on addresses, on the order of
// next or on the border of a table with holes.
const callHead = `
local function hidden(s) return (s:gsub("0x%x%x%x%x%x%x+", "ADDR")) end
local function show(v, deep)
  local k = type(v)
  if k == "table" then
    local out, last = {}, 0
    for i = -1, 24 do
      local x = rawget(v, i)
      out[#out + 1] = deep and "t" or show(x, true)
      if x ~= nil then last = #out end
    end
    for _, k in ipairs { "n", "year", "month", "day", "hour", "min", "sec", "yday", "wday", "isdst" } do
      local x = rawget(v, k)
      if x ~= nil then last = last + 1 table.insert(out, last, k .. "=" .. show(x, true)) end
    end
    return "{" .. table.concat(out, ",", 1, last) .. "}"
  elseif k == "number" then
    if v ~= v then return "nan" end
    return math.type(v):sub(1, 1) .. string.format("%q", v)
  elseif k == "string" then
    return '"' .. hidden(v):gsub("[^ !#-~]", function(c) return ("\\%03d"):format(c:byte()) end) .. '"'
  elseif k == "nil" or k == "boolean" then return tostring(v) end
  return k
end
local function C(i, f, ...)
  local r = table.pack(pcall(f, ...))
  for j = 1, r.n do r[j] = show(r[j]) end
  print("#" .. i .. " " .. table.concat(r, " "))
end
local NAN, INF = 0/0, 1/0
local function upper(a, b) if a == "a" then return nil end if a == "b" then return false end return b or a end
local function pair(...) return select("#", ...) .. ":" .. tostring((...)) end
local map = setmetatable({ a = "<A>", b = 7, c = false, x = 1.5, d = {} }, { __index = function(t, k) if k == "1" then return "one" end end })
local function all(s, p, i)
  local out, n = {}, 0
  for a, b, c in string.gmatch(s, p, i) do
    n = n + 1
    out[n] = show(a) .. "/" .. show(b) .. "/" .. show(c)
    if n > 30 then break end
  end
  return table.concat(out, " ")
end
local function codes(s, lax)
  local out = {}
  for p, c in utf8.codes(s, lax) do out[#out + 1] = p .. "=" .. c end
  return table.concat(out, " ")
end
local log
local function proxy(t, len)
  return setmetatable({}, {
    __index = function(_, k) log = log .. "g" .. show(k, true) return t[k] end,
    __newindex = function(_, k, v) log = log .. "s" .. show(k, true) t[k] = v end,
    __len = function() log = log .. "#" return len == nil and #t or len end,
  })
end
local function L(f, t, len, ...)
  log = ""
  return (function(ok, ...) return ok and "ok" or "err", log, t, ... end)(pcall(f, proxy(t, len), ...))
end
local named = setmetatable({}, { __name = "my type" })
local tos = setmetatable({}, { __tostring = function() return "TOS" end })
local badtos = setmetatable({}, { __tostring = function() return {} end })
local function seeded(a, b, ...)
  math.randomseed(a, b)
  local out = {}
  for i = 1, 4 do
    local ok, v = pcall(math.random, ...)
    out[i] = show(v)
    if not ok then break end
  end
  return table.concat(out, " ")
end
local function sorted(t, f) table.sort(t, f) return t end
local function calc(f, ...) return (string.format("%.11g", f(...)):gsub("-nan", "nan")) end
local function date(f, t) return (os.date(f, t or 0)) end
local function time(t) return (os.time(t or { year = 2000, month = 1, day = 1 })) end
local function lt(a, b) return a < b end
local function gt(a, b) return a > b end
`

// calls makes random calls.
type calls struct{ *rand.Rand }

// one returns one of the texts.
func (g *calls) one(of ...string) string { return of[g.IntN(len(of))] }

// rare reports true about once in n times.
func (g *calls) rare(n int) bool { return g.IntN(n) == 0 }

// literal returns s as a Lua string literal.
func literal(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= ' ' && c < 0x7f && c != '"' && c != '\\' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "\\%03d", c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// hole stands for the arguments in a name that is a whole expression.
const hole = "$$"

// line returns the arguments of C: a function, and its arguments if it is the
// library's own, else a Lua function that calls it, which then has a name.
func (g *calls) line() string {
	name, args := g.call()
	if len(args) == 0 && strings.Contains(name, hole) {
		return expression(name, "")
	}
	odd := g.any
	if strings.Contains(name, "move") || name == "string.rep" || name == "L" {
		odd = g.harmless // a large count would take years
	}
	for i := range args {
		if g.rare(40) {
			args[i] = odd()
		}
	}
	if len(args) > 0 && g.rare(25) {
		args = args[:g.IntN(len(args))]
	}
	if g.rare(60) {
		args = append(args, odd())
	}
	list := strings.Join(args, ", ")
	switch {
	case strings.Contains(name, hole): // a whole expression
		return expression(name, list)
	case g.rare(4):
		if list != "" {
			list = ", " + list
		}
		return name + list
	case strings.HasPrefix(name, "string.") && len(args) > 0 && g.rare(3):
		return fmt.Sprintf("function() return (%s):%s(%s) end", args[0], strings.TrimPrefix(name, "string."), strings.Join(args[1:], ", "))
	}
	return fmt.Sprintf("function() return %s(%s) end", name, list)
}

// expression returns the function that evaluates an expression with list in its
// hole.
func expression(text, list string) string {
	if list == "" {
		text = strings.Replace(text, ", "+hole, hole, 1)
	}
	return "function() return " + strings.Replace(text, hole, list, 1) + " end"
}

// call returns the name of a function and arguments for it.
func (g *calls) call() (name string, args []string) {
	kinds := []func() (string, []string){
		g.format, g.format, g.format, g.format, g.pack, g.unpack, g.pack, g.unpack, g.repack,
		g.find, g.find, g.find, g.gsub, g.gsub, g.gsub, g.bytes, g.bytes, g.convert, g.convert, g.convert,
		g.arithmetic, g.arithmetic, g.utf8, g.utf8, g.math, g.math, g.math, g.table, g.table, g.table, g.proxied, g.base, g.clock,
	}
	return kinds[g.IntN(len(kinds))]()
}

// any returns any value.
func (g *calls) any() string {
	switch g.IntN(7) {
	case 0:
		return g.one("nil", "true", "false", "{}", "print", "named", "tos", "badtos", "io.stdout", "coroutine.create(print)")
	case 1:
		return g.integer()
	case 2:
		return g.number()
	case 3:
		return literal(g.numeral())
	}
	return g.text()
}

// harmless returns a value that is no large number.
func (g *calls) harmless() string {
	return g.one("nil", "true", "false", "{}", "print", "named", "'x'", "2.5", "NAN", "io.stdout")
}

// small returns a small integer, now and then in another form.
func (g *calls) small() string {
	n := g.IntN(16) - 6
	switch g.IntN(30) {
	case 0:
		return fmt.Sprintf("%d.0", n)
	case 1:
		return fmt.Sprintf("'%d'", n)
	case 2:
		return fmt.Sprintf("%d.5", n)
	case 3:
		return g.integer()
	case 4:
		return "nil"
	}
	return fmt.Sprint(n)
}

// integer returns an integer of any size, as an expression.
func (g *calls) integer() string {
	switch g.IntN(8) {
	case 0:
		return g.one("math.maxinteger", "math.mininteger", "math.maxinteger - 1", "math.mininteger + 1", "0", "-1")
	case 1:
		return fmt.Sprintf("0x%x", g.Uint64())
	case 2:
		k := uint(g.IntN(64))
		return fmt.Sprintf("(1 << %d)%s", k, g.one("", " - 1", " + 1", " * -1", " * -1 - 1"))
	case 3:
		return fmt.Sprint(int64(g.Uint64()) >> uint(g.IntN(64)) & math.MaxInt64)
	case 4:
		return fmt.Sprint(g.IntN(300) - 20)
	}
	return fmt.Sprint(g.IntN(40) - 10)
}

// float returns a float, exactly.
func (g *calls) float() float64 {
	switch g.IntN(10) {
	case 0:
		return math.Float64frombits(g.Uint64())
	case 1:
		return float64(g.IntN(2000)-1000) / 8
	case 2:
		return float64(g.IntN(2000001)-1000000) / 1000
	case 3:
		return float64(g.IntN(200) - 100)
	case 4:
		return []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), 5e-324, 2.2250738585072014e-308, math.MaxFloat64, 0.5, 1.5, 2.5, 1e15,
			1e16, 1e22, 1e23, 9.9995, 0.00001, 0.0001, 999999.5, 1 << 53, 1<<53 + 2, 1 << 62, 1 << 63, -(1 << 63), 1e100, 123456789012345678}[g.IntN(26)]
	case 5:
		return g.NormFloat64() * math.Pow(10, float64(g.IntN(40)-20))
	case 6:
		return float64(g.Int64())
	case 7: // subnormal
		return math.Float64frombits(g.Uint64() >> (12 + uint(g.IntN(50))))
	case 8: // as short as a person writes it
		return float64(g.IntN(100000)) * math.Pow(10, float64(g.IntN(30)-20))
	}
	return g.NormFloat64()
}

// number returns a number as an expression.
func (g *calls) number() string {
	if g.rare(4) {
		return g.integer()
	}
	f := g.float()
	switch {
	case f != f:
		return "NAN"
	case math.IsInf(f, 1):
		return "INF"
	case math.IsInf(f, -1):
		return "-INF"
	case g.rare(3) && f == math.Trunc(f) && math.Abs(f) < 1e6:
		return fmt.Sprintf("%.1f", f)
	case g.rare(2):
		return strings.Replace(fmt.Sprintf("%.17g", f), "+", "", 1) + floatMark(f)
	}
	return fmt.Sprintf("%x", f)
}

// floatMark is what makes %.17g of f a float literal.
func floatMark(f float64) string {
	if s := fmt.Sprintf("%.17g", f); strings.ContainsAny(s, ".e") {
		return ""
	}
	return ".0"
}

// numeral returns text that reads as a number, or almost.
func (g *calls) numeral() string {
	var s string
	switch g.IntN(12) {
	case 0:
		s = fmt.Sprint(int64(g.Uint64()) >> uint(g.IntN(64)))
	case 1:
		s = fmt.Sprintf("0x%x", g.Uint64()>>uint(g.IntN(64)))
	case 2:
		s = fmt.Sprintf("%.*g", 1+g.IntN(20), g.float())
	case 3:
		s = fmt.Sprintf("%x", g.float())
	case 4:
		s = fmt.Sprintf("%.*f", g.IntN(25), g.NormFloat64()*math.Pow(10, float64(g.IntN(25))))
	case 5:
		s = fmt.Sprintf("0x%x.%xp%d", g.Uint64()>>uint(g.IntN(64)), g.Uint64()>>uint(g.IntN(64)), g.IntN(200)-100)
	case 6:
		s = fmt.Sprintf("%d%019d", 1+g.IntN(99), g.Int64()) // past the integers
	case 7:
		s = fmt.Sprintf("%se%d", fmt.Sprintf("%.*f", g.IntN(30), g.Float64()*10), g.IntN(700)-350)
	case 8:
		s = g.one("inf", "nan", "0x", "0x.", ".", "", "-", "+", "1e", "1e+", ".5", "5.", "0x.8", "0x8.", "0xp1", "1p1", "0x1p", "1_000", "0b1", "- 1", "--1", "1 2", "0x1p-1075", "0x1p-1074",
			"0x.0000001p1000", "1e400", "-1e400", "1e-400", "0x1p1024", "0x1.fffffffffffff8p1023", "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
			"-9223372036854775809", "0x7fffffffffffffff", "0xffffffffffffffff", "0x1ffffffffffffffff", "2.4703282292062327e-324", "2.4703282292062328e-324", "infinity", "0x1e1", "1e1x", "1\x00", "0x1.8", "1e5000000000", "1e-99999999999", "0e99999999999")
	case 9:
		digits := make([]byte, 1+g.IntN(60))
		for i := range digits {
			digits[i] = "0123456789"[g.IntN(10)]
		}
		s = string(digits)
		if g.rare(2) {
			k := g.IntN(len(s) + 1)
			s = s[:k] + "." + s[k:]
		}
		if g.rare(2) {
			s += fmt.Sprintf("e%d", g.IntN(100)-50)
		}
	default:
		s = fmt.Sprint(g.IntN(100))
	}
	if g.rare(6) {
		s = g.one(" ", "\t\n", "-", "+", " -", "0", "\v\f\r", "  +") + s
	}
	if g.rare(6) {
		s += g.one(" ", "\n ", "x", "\x00", "e", "p", ".")
	}
	if g.rare(8) {
		s = strings.ToUpper(s)
	}
	return s
}

// subject returns bytes among which patterns find something.
func (g *calls) subject() string {
	const letters = "aaabbc(x)1 .-\x00z]A_%9"
	n := g.IntN(14)
	if g.rare(20) {
		n = g.IntN(300)
	}
	b := make([]byte, n)
	for i := range b {
		b[i] = letters[g.IntN(len(letters))]
		if g.rare(60) {
			b[i] = byte(g.IntN(256))
		}
	}
	return string(b)
}

// text returns a string as an expression.
func (g *calls) text() string {
	switch g.IntN(8) {
	case 0:
		return literal(g.numeral())
	case 1:
		return literal(g.characters())
	case 2:
		return g.number() // which is as good as a string
	}
	return literal(g.subject())
}

// characters returns UTF-8, more or less.
func (g *calls) characters() string {
	var b []byte
	for n := g.IntN(7); n > 0; n-- {
		switch g.IntN(12) {
		case 0:
			b = append(b, byte(g.IntN(256)))
		case 1: // beyond Unicode
			b = append(b, g.one("\xf4\x90\x80\x80", "\xfd\xbf\xbf\xbf\xbf\xbf", "\xf8\x88\x80\x80\x80", "\xed\xa0\x80", "\xc0\x80", "\xe0\x80\x80", "\xff", "\xfe", "\xf7\xbf\xbf\xbf")...)
		case 2:
			b = append(b, string(rune(0x80+g.IntN(0x780)))...)
		case 3:
			b = append(b, string(rune(0x800+g.IntN(0xd000)))...)
		case 4:
			b = append(b, string(rune(0x10000+g.IntN(0x100000)))...)
		default:
			b = append(b, byte('a'+g.IntN(26)))
		}
	}
	return string(b)
}
