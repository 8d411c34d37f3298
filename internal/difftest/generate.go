package difftest

// This file defines the generator's frame: what a program consists of, and the
// scopes it keeps track of.

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A Program is a generated program: a head, which declares what all of it uses,
// and blocks, each of which may be left out.
type Program struct {
	Seed   uint64
	Head   string
	Blocks []string
}

// Source returns the text of the program with those of its blocks that keep
// selects; nil keeps all.
func (p Program) Source(keep []bool) string {
	var b strings.Builder
	b.WriteString(p.Head)
	for i, block := range p.Blocks {
		if keep == nil || keep[i] {
			b.WriteString(block)
		}
	}
	return b.String()
}

// head is what every program starts with. out prints values without anything
// that may differ between two runs; tick ends a program that runs too long;
// clip keeps strings short, str makes one of a number, txt of a NaN only, elem
// makes a number that is not NaN.
const head = `
local budget, lines = 4000, 0
local function show(v)
  if type(v) == "string" then return (string.format("%q", v):gsub(": 0x%x+", ": address")) end
  if v ~= v then return "nan" end
  if type(v) == "number" then return math.type(v):sub(1, 1) .. tostring(v) end
  if type(v) == "table" or type(v) == "function" or type(v) == "thread" then return type(v) end
  return tostring(v)
end
local function out(...)
  lines = lines + 1
  if lines > 300 then return end
  local t = table.pack(...)
  for i = 1, t.n do t[i] = show(t[i]) end
  print(table.concat(t, " "))
end
local function tick() budget = budget - 1 if budget < 0 then error("budget", 0) end end
local function clip(s) if #s > 60 then return s:sub(1, 60) end return s end
local function elem(x) if x == x and type(x) == "number" then return x end return 0 end
local function txt(x) if x ~= x then return "nan" end return x end
local function str(x) if x ~= x then return "nan" elseif type(x) == "number" then return tostring(x) end return type(x) end
`

// A kind is what the generator believes a variable to hold. A belief may be
// wrong; then the program raises an error, in one of its protected calls.
type kind int

const (
	kInt  kind = iota
	kFlt       // a float or, after some operations, an integer
	kStr       // a string
	kBool      // a boolean
	kNil       // nil: for making errors
	kSeq       // a table that is a sequence of numbers, never empty
	kRec       // a table with string fields a, b, c
	kObj       // an object of the class with every metamethod
	kFun       // a function of two numbers to a number
	kinds
)

// A variable is a name in scope.
type variable struct {
	name  string
	kind  kind
	fixed bool // const, or the control variable of a loop
}

// gen is the state of the generator.
type gen struct {
	r      *rand.Rand
	b      strings.Builder
	indent int
	vars   []variable // innermost last
	serial int
	depth  int  // of nested statements
	loops  int  // around the statement, in this function
	inCo   bool // may yield
	vararg bool
	plain  bool // expressions are constants: what is written may not fail
}

// Generate makes the program of a seed. The same seed gives the same program.
func Generate(seed uint64) Program {
	g := &gen{r: rand.New(rand.NewPCG(seed, 0x1ead))}
	p := Program{Seed: seed}
	g.b.WriteString(head)
	g.class()
	g.plain = true
	for range 4 + g.n(5) {
		g.declare(kind(g.n(int(kinds))))
	}
	g.plain = false
	p.Head = g.take()
	for range 3 + g.n(6) {
		mark := len(g.vars)
		g.block()
		g.vars = g.vars[:mark]
		p.Blocks = append(p.Blocks, g.take())
	}
	return p
}

func (g *gen) take() string {
	s := g.b.String()
	g.b.Reset()
	return s
}

// n returns a random number below n.
func (g *gen) n(n int) int { return g.r.IntN(n) }

// chance is true in percent cases of a hundred.
func (g *gen) chance(percent int) bool { return g.n(100) < percent }

func (g *gen) pick(options ...string) string { return options[g.n(len(options))] }

// line writes one line of the program.
func (g *gen) line(format string, args ...any) {
	g.b.WriteString(strings.Repeat("  ", g.indent))
	fmt.Fprintf(&g.b, format, args...)
	g.b.WriteByte('\n')
}

// fresh returns a name that is not in use.
func (g *gen) fresh(prefix string) string {
	g.serial++
	return fmt.Sprintf("%s%d", prefix, g.serial)
}

// scope runs body one level deeper and forgets what it declared.
func (g *gen) scope(body func()) {
	mark := len(g.vars)
	g.indent++
	g.depth++
	body()
	g.depth--
	g.indent--
	g.vars = g.vars[:mark]
}

// function runs body as the body of a function, which has no loop to leave and
// may not yield, since nothing says who calls it.
func (g *gen) function(vararg bool, body func()) {
	loops, inCo, va := g.loops, g.inCo, g.vararg
	g.loops, g.inCo, g.vararg = 0, false, vararg
	g.scope(body)
	g.loops, g.inCo, g.vararg = loops, inCo, va
}

// lookup returns a variable of the kind, if there is one; for assignment, one
// that can be assigned.
func (g *gen) lookup(k kind, assign bool) (string, bool) {
	var found []string
	for _, v := range g.vars {
		if v.kind == k && !(assign && v.fixed) {
			found = append(found, v.name)
		}
	}
	if len(found) == 0 {
		return "", false
	}
	// Prefer what was declared last: inner scopes matter more.
	if g.chance(50) {
		return found[len(found)-1-g.n(min(3, len(found)))], true
	}
	return found[g.n(len(found))], true
}

// block writes one of the program's blocks: a protected call whose outcome is
// part of the output.
func (g *gen) block() {
	switch g.n(6) {
	case 0:
		g.line("out(pcall(function()")
		g.function(false, g.coroutine)
		g.line("end))")
	default:
		g.protected()
	}
}

// protected writes a protected call around statements.
func (g *gen) protected() {
	args := ""
	vararg := g.chance(30)
	if vararg {
		args = ", " + g.atom(kInt) + ", " + g.atom(kStr)
	}
	g.line("out(pcall(function(%s)", map[bool]string{true: "..."}[vararg])
	g.function(vararg, func() {
		g.statements(2 + g.n(4))
		g.line("return %s", g.results())
	})
	g.line("end%s))", args)
}

// results writes a list of values to return.
func (g *gen) results() string {
	var list []string
	for range 1 + g.n(3) {
		list = append(list, g.any(2))
	}
	if g.vararg && g.chance(20) {
		list = append(list, "...")
	}
	return strings.Join(list, ", ")
}

// class writes the class of the objects: every metamethod, with results that
// show which operand was which.
func (g *gen) class() {
	g.b.WriteString(`
local Obj = {}
local function val(x)
  if type(x) == "table" then x = rawget(x, "v") end
  if type(x) == "table" then return 0 end
  return tonumber(x) or 0
end
local function obj(v) return setmetatable({ v = v }, Obj) end
Obj.__add = function(a, b) tick() return obj(val(a) + val(b)) end
Obj.__sub = function(a, b) tick() return obj(val(a) - val(b)) end
Obj.__mul = function(a, b) return obj(val(a) * 3 + val(b)) end
Obj.__div = function(a, b) return val(a) - val(b) end
Obj.__mod = function(a, b) return "mod" end
Obj.__idiv = function(a, b) return val(a) end
Obj.__unm = function(a) return obj(-val(a)) end
Obj.__band = function(a, b) return val(a) end
Obj.__bnot = function(a) return val(a) + 1 end
Obj.__shl = function(a, b) return val(b) end
Obj.__concat = function(a, b)
  local x = type(a) == "string" and a or str(val(a))
  local y = type(b) == "string" and b or str(val(b))
  return clip("<" .. x .. y .. ">")
end
Obj.__eq = function(a, b) return val(a) == val(b) end
Obj.__lt = function(a, b) return val(a) < val(b) end
Obj.__le = function(a, b) return val(a) <= val(b) end
Obj.__len = function(a) return val(a) end
Obj.__call = function(self, ...) tick() return select("#", ...), val(self) end
Obj.__tostring = function(a) return "Obj" .. str(val(a)) end
Obj.__close = function(a, e) out("close", val(a), e) end
function Obj:plus(x) tick() self.v = val(self) + val(x) return self end
function Obj:get() return self.v end
function Obj.make(v) return obj(v) end
`)
	switch g.n(3) {
	case 0:
		g.b.WriteString("Obj.__index = Obj\n")
	case 1:
		g.b.WriteString("Obj.__index = function(t, k) tick() return Obj[k] end\n")
	default:
		g.b.WriteString("Obj.__index = setmetatable({}, { __index = Obj })\n")
	}
	if g.chance(30) {
		g.b.WriteString("Obj.__newindex = function(t, k, v) tick() rawset(t, k, v) end\n")
	}
}

// declare writes the declaration of a variable.
func (g *gen) declare(k kind) {
	name := g.fresh("v")
	attrib := ""
	if g.chance(8) {
		attrib = " <const>"
	}
	// The variable is not in scope of its own initial value.
	g.line("local %s%s = %s", name, attrib, g.exprNew(k))
	g.vars = append(g.vars, variable{name, k, attrib != ""})
}
