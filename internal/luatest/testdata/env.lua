-- Environments, globals, load.

x = 5
eq(_ENV.x, 5) eq(_G.x, 5) eq(_ENV, _G)
_G.y = 6
eq(y, 6)
_ENV.z = 7
eq(z, 7) eq(rawget(_G, "z"), 7)
x, y, z = nil
eq(_G.x, nil)
---
-- _ENV as a local, a parameter, an upvalue
local eq = eq
do
  local _ENV = { a = 1 }
  eq(a, 1)
  b = 2
  eq(_ENV.b, 2)
end
local function f(_ENV) return a end
eq(f({ a = 10 }), 10) eq(f({}), nil)
local function g() local _ENV <const> = { x = 3 } return function() return x end end
eq(g()(), 3)
local env = setmetatable({}, { __index = _G })
local h = load("v = 1; return tostring(v)", "c", "t", env)
eq(h(), "1") eq(env.v, 1) eq(v, nil)
---
-- a function keeps the environment it was made in
local a, b = { n = 1 }, { n = 2 }
local function mk(_ENV) return function() n = n + 1 return n end end
local fa, fb = mk(a), mk(b)
eq(fa(), 2) eq(fb(), 3) eq(fa(), 3) eq(a.n, 3) eq(b.n, 3)
---
-- _ENV can be anything that can be indexed
local function f(_ENV) return len end
eq(f("text"), string.len)
local _ENV = setmetatable({ eq = eq }, { __index = function(_, k) return k .. "!" end })
eq(foo, "foo!") eq(bar, "bar!")
---
-- global functions and tables
function foo() return "foo" end
eq(foo(), "foo") eq(_G.foo, foo)
tab = { f = function() return "tf" end }
function tab.g() return "tg" end
function tab:m() return self end
eq(tab.f() .. tab.g(), "tftg") eq(tab:m(), tab)
---
-- load: strings and functions, results and errors
eq(load("return 1 + 1")(), 2)
list({ 1, 2 }, load("return ...")(1, 2))
local parts = { "return ", "10", " + ", "5" }
local i = 0
eq(load(function() i = i + 1 return parts[i] end)(), 15)
i = 0
parts = { "return 'a", "", "b'" }
list({ nil, 'x:1: unfinished string near <eof>' }, load(function() i = i + 1 return parts[i] end, "=x"))
eq(load(function() return nil end)(), nil)
local bytes = "return 'abc', [[x\ny]], 12.5"
i = 0
list({ "abc", "x\ny", 12.5 }, load(function() i = i + 1 local c = bytes:sub(i, i) return c ~= "" and c or nil end)())
list({ nil, "env.lua:61: reader function must return a string" }, load(function() return 1 == 1 end))
list({ nil, "my error" }, load(function() error("my error", 0) end))
list({ nil, "x:1: unexpected symbol near '='" }, load("x = =", "=x"))
fails("bad argument #1 to 'load' (function expected, got no value)", load)
fails("bad argument #1 to 'load' (function expected, got table)", load, {})
fails("bad argument #2 to 'load' (string expected, got table)", load, "return", {})
---
-- load: mode and environment
list({ nil, "attempt to load a text chunk (mode is 'b')" }, load("return 1", "x", "b"))
eq(load("return 1", "x", "t")(), 1) eq(load("return 1", "x", "bt")(), 1)
eq(load("return a", "x", "t", { a = 5 })(), 5)
local f = load("a = 1 return _ENV", "x", "t", nil)
eq(pcall(f), false)
eq(load("return _ENV", "x", "t", 5)(), 5)
local e = {}
load("function f() return 1 end x = 2", "x", "t", e)()
eq(e.f(), 1) eq(e.x, 2)
---
-- the first upvalue of a chunk is its environment
local f = load("local a = ... ; return function() return a, b end", "=x", "t", { b = 9 })
list({ 4, 9 }, f(4)())
---
-- dofile and loadstring do not exist by accident
eq(rawget(_G, "loadstring"), nil) eq(rawget(_G, "setfenv"), nil) eq(rawget(_G, "unpack"), nil) eq(rawget(table, "getn"), nil) eq(_VERSION, "Lua 5.4")
---
-- strict mode through a metatable on _G
local declared = {}
setmetatable(_G, { __newindex = function(t, k, v) if not declared[k] then error("assign to undeclared " .. k, 2) end rawset(t, k, v) end,
  __index = function(_, k) error("read of undeclared " .. k, 2) end })
fails("read of undeclared nope", function() return nope end)
fails("assign to undeclared nope", function() nope = 1 end)
declared.yes = true
yes = 1
eq(yes, 1)
setmetatable(_G, nil)
---
-- chunks with a first line that begins with #: only files have one
local f, msg = load("# not a comment\nreturn 1")
eq(f, nil)
---
-- large chunks
local src = {}
for i = 1, 3000 do src[i] = "local x" .. i % 150 .. " = " .. i .. "; do local y = x" .. i % 150 .. " end" if i % 150 == 0 then src[i] = src[i] .. " end do" end end
local f = load("do " .. table.concat(src, "\n") .. " end return 'ok'")
eq(f(), "ok")
---
-- many constants, many functions
local src = {}
for i = 1, 70000 do src[i] = "t[" .. i .. ".5] = 's" .. i .. "'" end
local t = {}
load("local t = ...\n" .. table.concat(src, "\n"))(t)
eq(t[70000.5], "s70000") eq(t[1.5], "s1") eq(t[300.5], "s300")
for i = 1, 400 do src[i] = "t[" .. i .. "] = function() return " .. i .. " end" end
load("local t = ...\n" .. table.concat(src, "\n", 1, 400))(t)
eq(t[400](), 400)
for i = 1, 500 do src[i] = "g" .. i .. " = " .. i .. " t[" .. i .. "] = g" .. i end
local env = { t = {} }
load(table.concat(src, "\n", 1, 500), "x", "t", env)()
eq(env.g500, 500) eq(env.t[333], 333)
---
-- string.dump exists, binary chunks are the host's decision
eq(type(string.dump), "function")
fails("unable to dump given function", string.dump, print)
