package stdlib

// This file defines the tests of what the libraries do about budgets: they give
// the same results in slices of any size, they stop soon when they are told to,
// and they take no memory that is not accounted for.

import (
	"bytes"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// longCalls calls every function with so much to do that it has to stop on its
// way, with metamethods and callbacks where there can be some.
const longCalls = `
local function sum(s)
  local h = 0
  for i = 1, #s, math.max(1, #s // 97) do h = (h * 31 + s:byte(i)) % 1000003 end
  return #s .. ":" .. h
end
local a = ("abc def, "):rep(12000)
local n = ("x"):rep(70000)
print(sum(a), sum(a:upper()), sum(a:reverse()), sum(a:sub(7, -9)), sum(n:rep(3, a)), sum(a:lower()))
print(a:find("zzz", 1, true), a:find("def, $"), a:find(("abc def, "):rep(3000) .. "x", 1, true), n:find("^x*()y"))
print(#a:match("^(.*)$"), a:match("()$"), #a:match("(.-)%s*$"))
print(select(2, a:gsub("%w+", "<%0>")), sum((a:gsub("%w+", "<%0>"))), sum((a:gsub("%w", { a = 1, b = "bb" }))))
print(sum((a:gsub("%w+", function(w) if w == "abc" then return #w end end))))
print(sum((n:gsub("(x)(x)", "%2%1%%", 20000))), sum((n:gsub("", "-"))), sum((n:gsub(".", function() end))))
local c = 0
for w, p in a:gmatch("(%a+)()") do c = c + #w + p end
print(c)
local T = setmetatable({}, { __tostring = function() return "T!" end })
print(sum(("%s|%q|%5d|%s"):rep(40):gsub("^", "")), sum(string.format(("%s"):rep(30), table.unpack((function()
  local t = {} for i = 1, 30 do t[i] = i % 3 == 0 and T or i % 3 == 1 and a or i end return t end)()))))
print(sum(string.format("%q", a .. "\0\n" .. n)), #string.format("%-99s|%s", "x", n))
local packed = string.pack("s4 z c100000 i8 " .. ("x"):rep(9000), a, n, "tail", -5)
print(sum(packed), #packed, string.packsize(("i3"):rep(5000)))
local r = table.pack(string.unpack("s4 z c100000 i8 " .. ("x"):rep(9000), packed))
print(r.n, r[1] == a, r[2] == n, sum(r[3]), r[4], r[5])
print(utf8.len(("äö"):rep(30000)), utf8.offset(("äö"):rep(30000), 50000), utf8.offset(("äö"):rep(30000), -50000))
local t = {}
for i = 1, 9000 do t[i] = (i * 7919) % 10007 end
local u = table.move(t, 1, #t, 1, {})
table.sort(t)
print(table.concat(t, ",", 1, 9), sum(table.concat(t, ", ")))
table.sort(u, function(x, y) return x > y end)
print(table.concat(u, ",", 1, 9))
for i = 1, 3 do table.insert(t, 1, i) table.insert(t, 5000, i) end
print(table.remove(t, 1), table.remove(t, 4000), #t, t[4999], select("#", table.unpack(t)))
table.move(t, 1, 9000, 3) print(t[1], t[2], t[3], t[4], t[9002])
local words = {}
for w in a:sub(1, 9000):gmatch("%w+") do words[#words + 1] = w .. #words % 50 end
table.sort(words) print(words[1], words[#words], #words)
local data = {}
for i = 1, 500 do data[i] = (i * 37) % 101 end
local proxy = setmetatable({}, { __len = function() return #data end,
  __index = function(_, i) return data[i] end, __newindex = function(_, i, v) data[i] = v end })
table.sort(proxy) table.insert(proxy, 3, 4) print(table.remove(proxy, 2))
print(sum(table.concat(proxy, "+")), select("#", table.unpack(proxy)))
table.move(proxy, 1, 400, 2) print(table.concat(data, " "))
local box = function(i) return setmetatable({ i = i }, { __lt = function(x, y) return x.i < y.i end }) end
local boxes = {} for i = 1, 200 do boxes[i] = box((i * 31) % 97) end
table.sort(boxes) print(boxes[1].i, boxes[200].i, math.max(table.unpack(boxes)).i, math.min(box(3), box(2), box(5)).i)
`

// runSliced runs a script in slices of so much fuel.
func runSliced(t *testing.T, cfg rt.Config, script string, fuel int64) string {
	t.Helper()
	var out bytes.Buffer
	cfg.Stdout = &out
	vm, err := rt.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer vm.Close()
	if err := Open(vm, Safe); err != nil {
		t.Fatal(err)
	}
	fn, err := vm.Load("=stdin", script)
	if err != nil {
		t.Fatal(err)
	}
	th, err := vm.NewThread(fn)
	if err != nil {
		t.Fatal(err)
	}
	for {
		status, _, err := th.Must().Step(vm, fuel)
		if err != nil {
			t.Fatalf("fuel %d: %v\nafter: %s", fuel, err, out.String())
		}
		if status != rt.StatusPaused {
			return out.String()
		}
	}
}

func TestLibrariesInSlices(t *testing.T) {
	want := strings.Join(luaOracle(t, longCalls, ""), "\n") + "\n"
	for _, fuel := range []int64{1 << 40, 100000, 3000, 100, 7} {
		got := runSliced(t, rt.Config{}, longCalls, fuel)
		g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
		for i := range w {
			if i >= len(g) || g[i] != w[i] {
				t.Fatalf("fuel %d, line %d:\n got %s\nwant %s", fuel, i+1, strings.Join(g[i:], "\n"), w[i])
			}
		}
	}
}

// TestLibrariesUnderStress collects at every opportunity.
func TestLibrariesUnderStress(t *testing.T) {
	want, err := runLua(t, rt.Config{}, longCalls)
	if err != nil {
		t.Fatal(err)
	}
	for _, stress := range []gc.Stress{{StepEvery: 1}, {CollectEvery: 50}} {
		if got := runSliced(t, rt.Config{Stress: stress}, longCalls, 500); got != want {
			t.Errorf("%+v:\n got %s\nwant %s", stress, got, want)
		}
	}
}

// TestLibrariesStop interrupts calls that would take for ever, or for very long.
func TestLibrariesStop(t *testing.T) {
	for _, script := range []string{
		`string.find(("a"):rep(20000), ".-.-.-.-.-b$")`,
		`string.find(("a"):rep(20000), "(a*)%1%1b")`,
		`string.find(("("):rep(3000000), "%b()")`,
		`string.find(("a"):rep(100), ("a?"):rep(100) .. ("a"):rep(100))`,
		`string.match(("x"):rep(3000), ("x.*"):rep(60) .. "y")`,
		`for w in string.gmatch(("a"):rep(5000), ("a-"):rep(20) .. "b") do end`,
		`string.gsub(("a"):rep(20000), ".-.-.-.-.-b$", "")`,
		`local t = setmetatable({}, {__index = function() return "" end}) table.concat(t, "", 1, math.maxinteger)`,
		`local t = setmetatable({}, {__len = function() return math.maxinteger - 1 end}) table.insert(t, 1, "x")`,
		`local p = setmetatable({}, {__index = function() return 1 end, __newindex = function() end}) table.move(p, 1, 2^40 // 1 | 0, 1, p)`,
		`table.move({}, 1, math.maxinteger - 1, 2)`,
		`for i = 1, 1e9 do pcall(string.pack, ("<"):rep(400000)) end`,
		`local s = ("x"):rep(1 << 22) while true do s:reverse() s:upper() end`,
		`table.sort(setmetatable({}, {__len = function() return 1 << 30 end, __index = function(_, i) return i end}))`,
		`string.format(("%d"):rep(400000), table.unpack(setmetatable({}, {__index = function() return 1 end}), 1, 400000)) while true do end`,
	} {
		start := time.Now()
		_, err := runLua(t, rt.Config{Fuel: 3_000_000, Memory: 256 << 20}, script)
		if !errors.Is(err, rt.ErrFuel) && !errors.Is(err, rt.ErrMemory) {
			t.Errorf("%.60s: %v", script, err)
		}
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%.60s took %v", script, d)
		}
	}
}

// TestLibrariesMemory asks for more memory than there is.
func TestLibrariesMemory(t *testing.T) {
	for _, script := range []string{
		`("x"):rep(1 << 30)`,
		`local s = ("x"):rep(1 << 20) string.format(("%s"):rep(4000), table.unpack((function() local t = {} for i = 1, 4000 do t[i] = s end return t end)()))`,
		`string.gsub(("x"):rep(100000), "x+", ("%0"):rep(100000))`,
		`string.pack(("c200000000"):rep(20), ("|"):rep(20):byte(1, -1))`,
		`local t = {} for i = 1, 1000 do t[i] = ("x"):rep(1 << 20) end`,
		`local s = ("x"):rep(1 << 20) local t = {} for i = 1, 1000 do t[i] = s end table.concat(t)`,
		`local s = ("x"):rep(1 << 24) for i = 1, 10 do s = s:upper() .. s end`,
		`utf8.char(table.unpack({})) local t = {} for i = 1, 1e9 do t[i] = utf8.char(i % 1000000) end`,
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		_, err := runLua(t, rt.Config{Memory: 32 << 20, Fuel: 1 << 28}, script)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, rt.ErrMemory) {
			t.Errorf("%.60s: %v", script, err)
		}
		if grown := int64(after.HeapSys) - int64(before.HeapSys); grown > 128<<20 {
			t.Errorf("%.60s: the process took %d MB more", script, grown>>20)
		}
	}
}

// TestYieldAcross yields through the functions that call Lua.
func TestYieldAcross(t *testing.T) {
	out, err := runLua(t, rt.Config{}, `
local function run(f)
  local co, out = coroutine.wrap(f), {}
  while true do
    local v = co()
    if v == nil then break end
    out[#out + 1] = tostring(v)
  end
  print(table.concat(out, " "))
end
run(function() coroutine.yield((("abc"):gsub(".", function(c) coroutine.yield(c) return c:upper() end))) end)
run(function() coroutine.yield((("ab"):gsub(".", setmetatable({}, { __index = function(_, k) coroutine.yield(k) return k .. k end })))) end)
run(function() local t = { 3, 1, 2 } table.sort(t, function(a, b) coroutine.yield(a .. "<" .. b) return a < b end) coroutine.yield(table.concat(t, ",")) end)
run(function() coroutine.yield(string.format("%s-%s", setmetatable({}, { __tostring = function() coroutine.yield("in") return "T" end }), 1)) end)
run(function() coroutine.yield(table.concat(setmetatable({}, { __len = function() return 2 end, __index = function(_, i) coroutine.yield(i) return i end }), "+")) end)
run(function() local x = setmetatable({}, { __lt = function(a, b) coroutine.yield("lt") return true end }) coroutine.yield(math.max(x, x) == x) end)
run(function() coroutine.yield("10" + setmetatable({}, { __add = function(a, b) coroutine.yield("add") return 7 end })) end)
`)
	if err != nil {
		t.Fatal(err)
	}
	want := "a b c ABC\na b aabb\n2<3 1<3 1<2 1,2,3\nin T-1\n1 2 1+2\nlt true\nadd 7\n"
	if got := out; got != want {
		lines := strings.Split(got, "\n")
		// The comparisons of a sort are its own affair.
		if len(lines) > 2 {
			lines[2] = "2<3 1<3 1<2 1,2,3"
		}
		if strings.Join(lines, "\n") != want {
			t.Errorf("got %s", got)
		}
	}
}
