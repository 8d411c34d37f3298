package stdlib

// This file defines the tests of the library debug against lua5.4.

import (
	"strings"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
)

const debugScript = `
local function f(a, b, ...)
  local c = 3
  print(debug.getlocal(1, 1)) print(debug.getlocal(1, 2)) print(debug.getlocal(1, 3)) print(debug.getlocal(1, -1)) print(debug.getlocal(1, 9), debug.getlocal(1, -2))
  local i = debug.getinfo(1)
  for _, k in ipairs { "source", "short_src", "linedefined", "lastlinedefined", "what", "currentline", "nups", "nparams", "isvararg", "name", "namewhat", "istailcall" } do
    print(k, i[k])
  end
  print(debug.setlocal(1, 1, "new"), a, debug.setlocal(1, 99, 0))
  return i.func
end
print(f(10, 20, 30) == f)
local x, y = 1, 2
local g, h = function() return x end, function() return y end
print(debug.getupvalue(g, 1)) print(debug.getupvalue(g, 2)) print(debug.getlocal(f, 1), debug.getlocal(f, 2), debug.getlocal(f, 3))
print(debug.upvalueid(g, 1) ~= debug.upvalueid(h, 1), debug.upvalueid(g, 5))
debug.upvaluejoin(g, 1, h, 1)
print(g(), debug.setupvalue(g, 1, 9), y, debug.upvalueid(g, 1) == debug.upvalueid(h, 1))
print(debug.getmetatable("").__index == string, debug.setmetatable(10, { __index = function(n, k) return k end }), (5).foo)
debug.setmetatable(10, nil)
print(pcall(debug.setmetatable, {}, 1))
print(pcall(debug.getinfo, 1, ">")) print(pcall(debug.getinfo, 1, "X")) print(debug.getinfo(50), debug.getinfo(-1)) print(pcall(debug.getlocal, 50, 1))
print(pcall(debug.getinfo, "x")) print(pcall(debug.upvaluejoin, g, 1, print, 1)) print(pcall(debug.upvaluejoin, g, 7, g, 1)) print(pcall(debug.getupvalue, 1, 1))
local lines = {}
for k in pairs(debug.getinfo(f, "L").activelines) do lines[#lines + 1] = k end
table.sort(lines)
print(table.concat(lines, " "))
print(debug.getinfo(print).what, debug.getinfo(print, "S").short_src, debug.getinfo(print, "L").activelines, debug.getinfo(print, "u").isvararg)
local co = coroutine.create(function(z) local w = z coroutine.yield(z) end)
coroutine.resume(co, 5)
print(debug.traceback(co)) print(debug.traceback(co, "msg", 1)) print(debug.getlocal(co, 1, 1)) print(debug.setlocal(co, 1, 2, 7), debug.getinfo(co, 1, "l").currentline)
print(debug.traceback(co, nil), type(debug.traceback({})), debug.traceback(12):match("^12\nstack"))
print(debug.getuservalue(1), debug.getuservalue("x", 2), debug.gethook())
print(pcall(debug.setuservalue, {}, 1))
print(debug.getregistry() ~= nil, debug.setcstacklimit(500))
`

func TestDebugAgainstLua(t *testing.T) {
	want := strings.Join(luaOracle(t, debugScript, ""), "\n") + "\n"
	got, err := runLua(t, rt.Config{}, debugScript, DebugUnsafe)
	if err != nil {
		t.Error(err)
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if w[i] == "source\t=stdin" {
			continue // a name that is given to the chunk by the test
		}
		if g[i] != w[i] {
			t.Errorf("line %d:\n got %s\nwant %s", i+1, g[i], w[i])
		}
	}
	if len(g) != len(w) {
		t.Errorf("%d lines, want %d", len(g), len(w))
	}
}

// TestDebugSafe shows that the safe part hands out no function of the stack.
func TestDebugSafe(t *testing.T) {
	out, err := runLua(t, rt.Config{}, `
print(debug.getinfo(1, "f").func, debug.getinfo(1, "l").currentline, debug.getinfo(print, "f").func == print, debug.getlocal)`, Debug)
	if want := "nil\t2\ttrue\tnil\n"; err != nil || out != want {
		t.Errorf("%v: %q", err, out)
	}
}
