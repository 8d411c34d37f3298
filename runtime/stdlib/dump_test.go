package stdlib

// This file defines the tests of string.dump and of loading what it writes.

import (
	"strings"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// dumpCalls prints what must be the same in lua5.4.
const dumpCalls = `
local function strip(f) return assert(load(string.dump(f, true))) end
local function again(f) return assert(load(string.dump(f))) end
-- values and upvalues
print(again(function(...) local a, b = ... return a + b, select("#", ...) end)(3, 4.5, nil))
local u, w = 1, 2
print(type(again(function() return u end)()), load(string.dump(function() return u, w end), "x", "b", 77)())
local counter = load(string.dump(function() u = (u or 0) + 1 return u end), "c", "bt", nil)
print(counter(), counter(), u)
print(load(string.dump(load("x = 1 return x, _ENV")), "c", "b", {})() , x)
print(again(function() return "a\0b\xff", ("long "):rep(20), math.mininteger, -0.0, 1e308 * 10, 0x7fffffffffffffff end)())
print(again(function() local t = {} for i = 1, 3 do t[i] = function() return i end end return t[1]() + t[3]() end)())
-- modes and mistakes
local s = string.dump(function() return 1 end)
print(load(s, "n", "t")) print(load("return 1", "n", "b")) print(load(s, "n", ""))
print(s:sub(1, 4) == "\27Lua", load(s, "n", "b")(), load(s .. s)(), (load(s .. "garbage")()))
print(load("\27")) print(load("\27Lua", "@file")) print(load("\27LuaX", "=name")) print(load("\27" .. s, "plain"))
for i = 1, #s - 1, 5 do local f, m = load(s:sub(1, i), "=t") if f or m ~= "t: bad binary format (truncated chunk)" then print(i, m) end end
local at = 0
print(load(function() at = at + 1 return s:sub(at, at) end, "=r", "b")())
print(pcall(string.dump, print)) print(pcall(string.dump)) print(pcall(string.dump, 1)) print(pcall(string.dump, coroutine.wrap(print)))
-- without debug information
print(pcall(strip(function() error("x") end)))
print(pcall(strip(function() local a a.x = 1 end)))
print(pcall(strip(function() return undefinedvar.x end)))
print(pcall(strip(function() return 1 // 0 end)))
print(pcall(strip(function() return {} < {} end)))
print(pcall(strip(function() local t <close> = 1 end)))
print(pcall(strip(function() for i = 1, 2, 0 do end end)))
print(pcall(strip(function() string.rep() end)))
print(pcall(again(function() local a = {} a.b.c = 1 end)))
print(strip(function() return debug.traceback("m"):match("(.-in function <.->)") end)())
local i = debug.getinfo(strip(function(a, b) return a end), "SLu")
print(i.source, i.short_src, i.linedefined > 0, i.what, i.nparams, i.nups, next(i.activelines))
print(debug.getlocal(strip(function(a) end), 1), (debug.getupvalue(strip(function() return u end), 1)))
print(strip(function() return debug.getinfo(1, "l").currentline, (debug.getlocal(1, 1)) end)())
local info = debug.getinfo(again(function(a) return a end))
print(info.source == debug.getinfo(1).source, info.currentline, info.linedefined == debug.getinfo(1).currentline - 1)
`

// TestDump runs under settings that must make no difference.
func TestDump(t *testing.T) {
	cfg := rt.Config{AllowBinary: true}
	want, err := runLua(t, cfg, dumpCalls, DebugUnsafe)
	if err != nil {
		t.Fatalf("%v\nafter %s", err, want)
	}
	cfg.Stress = gc.Stress{CollectEvery: 20}
	if got, err := runLua(t, cfg, dumpCalls, DebugUnsafe); got != want || err != nil {
		t.Errorf("under stress, %v:\n%s", err, got)
	}
	lua := luaOracle(t, dumpCalls, "")
	got := strings.Split(want, "\n")
	for i, l := range lua {
		if i >= len(got) || got[i] != l {
			t.Fatalf("line %d:\n got %s\nwant %s", i+1, strings.Join(got[min(i, len(got)):], "\n"), l)
		}
	}
}

// TestDumpRefused checks that a host that did not ask for binary chunks gets none,
// whatever the mode.
func TestDumpRefused(t *testing.T) {
	out, err := runLua(t, rt.Config{}, `
local s = string.dump(function() return 1 end)
print(load(s)) print(load(s, "n", "b")) print(load(s, "n", "t")) print(load(function() local r = s s = nil return r end))
print(load("return 2", "n", "b")) print(load("return 2")())
`)
	want := `nil	attempt to load a binary chunk (mode is 't')
nil	attempt to load a binary chunk (mode is '')
nil	attempt to load a binary chunk (mode is 't')
nil	attempt to load a binary chunk (mode is 't')
nil	attempt to load a text chunk (mode is 'b')
2
`
	if out != want || err != nil {
		t.Errorf("%v, got\n%s", err, out)
	}
}

// largeDump makes a function of many instructions, and loads it again.
const largeDump = `
local t = {}
for i = 1, 20000 do t[i] = "x = x + " .. i end
local f = load("local x = 0 " .. table.concat(t, "\n") .. " return x")
local s = string.dump(f)
print(#s > 150000, load(s)() == f(), #string.dump(f, true) < #s)
`

// TestDumpLarge dumps and loads in slices, and within the limit on memory.
func TestDumpLarge(t *testing.T) {
	for _, fuel := range []int64{1 << 40, 1000} {
		if got := runSliced(t, rt.Config{AllowBinary: true}, largeDump, fuel); got != "true\ttrue\ttrue\n" {
			t.Errorf("fuel %d: %s", fuel, got)
		}
	}
	out, err := runLua(t, rt.Config{AllowBinary: true, Memory: 3 << 20}, `
local t = {}
for i = 1, 4000 do t[i] = "x = x + " .. i end
local f = load("local x = 0 " .. table.concat(t, "\n") .. " return x")
local s, n = string.dump(f), 0
local hold = {}
local ok, msg = pcall(function() while true do hold[#hold + 1] = assert(load(s)) end end)
n = #hold hold = nil
print(n > 3, ok, msg, load(s)() == f())
`)
	if want := "true\tfalse\tnot enough memory\ttrue\n"; out != want || err != nil {
		t.Errorf("%v, got %s", err, out)
	}
}
