-- Run-time errors of the language: the operation, the type, and the name of what
-- was wrong.

-- index
raises("attempt to index a nil value (local 't')", "local t; t.x = 1")
raises("attempt to index a nil value (local 't')", "local t; return t.x")
raises("attempt to index a nil value (global 'g')", "return g.x")
raises("attempt to index a nil value (global 'g')", "g.x = 1")
raises("attempt to index a nil value (field 'a')", "local t = {}; return t.a.b")
raises("attempt to index a nil value (field 'a')", "local t = {}; t.a.b = 1")
raises("attempt to index a nil value (field 'a')", "local t = {}; return t.a.b.c")
raises("attempt to index a nil value (field 'integer index')", "local t = {}; return t[1].x")
raises("attempt to index a nil value (field '?')", "local t = {}; local i = 1; return t[i].x")
raises("attempt to index a nil value (field '?')", "local t = {}; return t[1.5].x")
raises("attempt to index a nil value (field '?')", "local t = {}; local k = 'name'; return t[k].x")
raises("attempt to index a nil value (upvalue 't')", "local t; return (function() return t.x end)()")
raises("attempt to index a nil value (upvalue 't')", "local t; return (function() t.x = 1 end)()")
raises("attempt to index a number value (local 'x')", "local x = 5; return x.y")
raises("attempt to index a number value (local 'x')", "local x = 5; x.y = 1")
raises("attempt to index a boolean value (local 'x')", "local x = true; return x.y.z")
raises("attempt to index a number value", "return (1).x")
raises("attempt to index a nil value", "return (nil).x")
raises("attempt to index a nil value (field 'y')", "return ('x').y.z")
raises("attempt to index a string value (local 's')", "local s = 'x'; s.y = 1")
raises("attempt to index a function value", "return (function() end).x")
raises("attempt to call a nil value (global 'f')", "return f().x", 1)
raises("attempt to call a nil value (method 'm')", "local t = {}; return t:m().x")
raises("attempt to call a nil value (field 'm')", "local t = {}; t.m().x = 1")
raises("attempt to index a nil value (field '?')", "return ({})[nil].x")
raises("attempt to index a nil value (field 'nothing')", "return math.nothing.x")
raises("attempt to index a nil value (field 'nothing')", "string.nothing.x = 1")
raises("attempt to index a nil value (local '_ENV')", "local _ENV = nil; return x")
raises("attempt to index a nil value (local '_ENV')", "local _ENV = nil; x = 1")
raises("attempt to index a nil value (global 'x')", "local _ENV = {}; return x.y")
raises("attempt to index a nil value", "local a <const> = nil; return a.b")
raises("table index is nil", "local t = {}; t[nil] = 1")
raises("table index is NaN", "local t = {}; t[0/0] = 1")
raises("table index is nil", "local t = {[nil] = 1}")
raises("table index is NaN", "local t = {[0/0] = 1}")
raises("attempt to index a number value (local 'i')", "for i = 1, 2 do local x = i.y.z end")
raises("attempt to index a nil value (field 'c')", "local a = {b = {}}; return a.b.c.d")
raises("attempt to index a nil value (field 'nothing')", "return _G.nothing.x")
raises("attempt to index a nil value (local 'x')", "local x = ...; return x.y")
raises("attempt to index a nil value", "return (...).y")
raises("attempt to index a nil value (field 'integer index')", "return ({...})[1].y")
---
-- call
raises("attempt to call a nil value (global 'f')", "f()")
raises("attempt to call a nil value (local 'f')", "local f; f()")
raises("attempt to call a nil value (field 'f')", "local t = {}; t.f()")
raises("attempt to index a nil value (field 'a')", "local t = {}; t.a.f()")
raises("attempt to call a nil value (method 'f')", "local t = {}; t:f()")
raises("attempt to call a nil value (field 'integer index')", "local t = {}; t[1]()")
raises("attempt to call a nil value (field '?')", "local t = {}; local k = 'x'; t[k]()")
raises("attempt to call a number value (local 'x')", "local x = 5; x()")
raises("attempt to call a string value (local 'x')", "local x = 'a'; x()")
raises("attempt to call a table value (local 'x')", "local x = {}; x()")
raises("attempt to call a nil value (method 'nope')", "('x'):nope()")
raises("attempt to call a number value", "(1)()")
raises("attempt to call a nil value", "(nil)()")
raises("attempt to call a table value", "({})()")
raises("attempt to call a string value (constant 'x')", "('x')()")
raises("attempt to call a nil value", "(function() end)()()")
raises("attempt to call a nil value (local 'f')", "local f; return f()")
raises("attempt to call a nil value (global 'g')", "return g()")
raises("attempt to call a nil value (field 'f')", "local t = {}; return t.f()")
raises("attempt to call a nil value (method 'f')", "local t = {}; return t:f()")
raises("attempt to call a nil value (upvalue 'f')", "local f; return (function() return f() end)()")
raises("attempt to call a nil value (upvalue 'f')", "local f; return (function() f() end)()")
raises("attempt to call a nil value (field 'nothing')", "string.nothing()")
raises("attempt to call a nil value (global 'f')", "local _ENV = {}; f()")
raises("attempt to call a nil value", "local f <const> = nil; f()")
raises("attempt to index a nil value (field 'x')", "local t = {}; t.x.y:z()")
raises("attempt to call a number value (local 't')", "local t = setmetatable({}, {__call = 5}); t()")
raises("attempt to index a number value", "local t = setmetatable({}, {__index = 5}); return t.x")
raises("attempt to call a nil value (field 'x')", "local t = setmetatable({}, {__index = function() return nil end}); t.x()")
raises("attempt to call a number value (for iterator 'for iterator')", "for x in 5 do end")
raises("attempt to call a nil value (for iterator 'for iterator')", "for x in nil do end")
raises("attempt to call a nil value (for iterator 'for iterator')", "local t; for x in t do end")
raises("attempt to call a table value (for iterator 'for iterator')", "for x in {} do end")
raises("attempt to call a nil value (global 'nothing')", "for x in nothing() do end")
raises("bad argument #1 to 'for iterator' (table expected, got number)", "for k, v in next, 5 do end")
raises("bad argument #1 to 'for iterator' (table expected, got nil)", "for k, v in pairs(nil) do end")
raises("bad argument #1 to 'ipairs' (value expected)", "for k, v in ipairs() do end")
raises("attempt to index a nil value", "for k, v in ipairs(nil) do end")
raises("bad argument #1 to 'gmatch' (string expected, got no value)", "for w in string.gmatch() do end")
raises("attempt to call a nil value (global 'f')", "f 'a'")
raises("attempt to call a nil value (global 'f')", "f {}")
raises("attempt to call a number value (local 'a')", "local a = 1; a {} {}")
---
-- arithmetic
raises("attempt to perform arithmetic on a nil value (local 'a')", "local a; return a + 1")
raises("attempt to perform arithmetic on a nil value (local 'a')", "local a; return 1 + a")
raises("attempt to perform arithmetic on a table value (local 'a')", "local a = {}; return a - 1")
raises("attempt to perform arithmetic on a table value (local 'a')", "local a = {}; return a * 1")
raises("attempt to perform arithmetic on a table value (local 'a')", "local a = {}; return a / 1")
raises("attempt to perform arithmetic on a table value (local 'a')", "local a = {}; return a % 1")
raises("attempt to perform arithmetic on a table value (local 'a')", "local a = {}; return a ^ 1")
raises("attempt to perform arithmetic on a table value (local 'a')", "local a = {}; return a // 1")
raises("attempt to perform arithmetic on a table value (local 'a')", "local a = {}; return -a")
raises("attempt to unm a 'string' with a 'string'", "local a = 'abc'; return -a")
raises("attempt to add a 'string' with a 'number'", "local a = 'abc'; return a + 1")
raises("attempt to add a 'string' with a 'number'", "return 'abc' + 1")
raises("attempt to add a 'number' with a 'string'", "return 1 + 'abc'")
raises("attempt to perform arithmetic on a table value", "return {} + 1")
raises("attempt to perform arithmetic on a table value", "return 1 + {}")
raises("attempt to perform arithmetic on a table value", "return 10 .. {} + 1")
raises("attempt to perform arithmetic on a nil value (global 'g')", "return g + 1")
raises("attempt to perform arithmetic on a nil value (global 'g')", "g = g + 1")
raises("attempt to perform arithmetic on a nil value (field 'x')", "local t = {}; return t.x + 1")
raises("attempt to perform arithmetic on a nil value (field 'x')", "local t = {}; t.x = t.x + 1")
raises("attempt to perform arithmetic on a nil value (field 'integer index')", "local t = {}; t[1] = t[1] * 2")
raises("attempt to index a nil value (field 'x')", "local t = {}; return t.x.y + 1")
raises("attempt to perform arithmetic on a nil value (field 'x')", "local t = {}; return 2 * t.x")
raises("attempt to perform arithmetic on a nil value (local 'a')", "local a, b; return a + b")
raises("attempt to perform arithmetic on a nil value (local 'b')", "local a, b = 1; return a + b")
raises("attempt to perform arithmetic on a table value (local 'a')", "local a, b = {}, {}; return a + b")
raises("attempt to perform arithmetic on a boolean value (local 'a')", "local a = true; return a + 1")
raises("attempt to perform arithmetic on a function value (global 'print')", "return print + 1")
raises("attempt to perform arithmetic on a nil value (upvalue 'u')", "local u; return (function() return u + 1 end)()")
raises("attempt to perform arithmetic on a nil value (upvalue 'u')", "local u; return (function() return 1 + u end)()")
raises("attempt to perform arithmetic on a nil value (upvalue 'u')", "local u; return (function() u = u + 1 end)()")
raises("attempt to call a nil value (global 'f')", "return f() + 1", 1)
raises("attempt to perform arithmetic on a nil value", "return -nil")
raises("attempt to perform arithmetic on a table value", "return -{}")
raises("attempt to divide by zero", "return 1 // 0")
raises("attempt to perform 'n%0'", "return 1 % 0")
raises("attempt to divide by zero", "local a, b = 1, 0; return a // b")
raises("attempt to perform 'n%0'", "local a, b = 1, 0; return a % b")
raises("attempt to divide by zero", "local a = 1; return a // 0")
raises("attempt to perform 'n%0'", "local a = 1; return a % 0")
raises("attempt to divide by zero", "return math.mininteger // 0")
raises("attempt to divide by zero", "return '10' // '0'")
raises("attempt to perform 'n%0'", "return '1' % '0'")
raises("attempt to add a 'string' with a 'number'", "return '0x' + 1")
raises("attempt to add a 'string' with a 'number'", "return '1e' + 1")
raises("attempt to add a 'string' with a 'number'", "return '' + 1")
raises("attempt to add a 'string' with a 'number'", "return '1 2' + 1")
raises("attempt to add a 'string' with a 'number'", "return 'nan' + 1")
raises("attempt to add a 'string' with a 'number'", "return 'inf' + 1")
---
-- bitwise operators
raises("number has no integer representation", "return 1 & 1.5")
raises("number has no integer representation", "return 1.5 | 1")
raises("number has no integer representation", "return 1 ~ 0.5")
raises("number has no integer representation", "return 1 << 0.5")
raises("number has no integer representation", "return 1.5 >> 1")
raises("number has no integer representation", "return ~1.5")
raises("attempt to perform bitwise operation on a table value", "return 1 & {}")
raises("attempt to perform bitwise operation on a table value", "return {} | 1")
raises("attempt to perform bitwise operation on a table value", "return ~{}")
raises("attempt to perform bitwise operation on a nil value", "return ~nil")
raises("attempt to perform bitwise operation on a nil value (local 'a')", "local a; return a & 1")
raises("number (local 'a') has no integer representation", "local a = 1.5; return a & 1")
raises("number (local 'a') has no integer representation", "local a = 1.5; return 1 & a")
raises("number (local 'b') has no integer representation", "local a, b = 1, 1.5; return a | b")
raises("number (local 'a') has no integer representation", "local a = 2^63; return a | 1")
raises("number has no integer representation", "return 2^64 & 1")
raises("number has no integer representation", "return (0/0) & 1")
raises("number (field 'huge') has no integer representation", "return math.huge >> 1")
raises("attempt to perform bitwise operation on a string value (constant 'a')", "return 'a' & 1")
raises("attempt to perform bitwise operation on a string value (constant '1.5')", "return '1.5' & 1")
raises("attempt to perform bitwise operation on a string value (constant '1.5')", "return 1 | '1.5'")
raises("attempt to perform bitwise operation on a string value (constant '1e100')", "return '1e100' ~ 1")
raises("attempt to perform bitwise operation on a string value (local 's')", "local s = 'abc'; return s << 1")
raises("attempt to perform bitwise operation on a string value (constant 'x')", "return ~'x'")
raises("attempt to perform bitwise operation on a string value (constant '1.5')", "return ~'1.5'")
raises("attempt to perform bitwise operation on a nil value (field 'x')", "local t = {}; return t.x & 1")
raises("number (field 'x') has no integer representation", "local t = {x = 1.5}; return t.x & 1")
raises("number (global 'g1') has no integer representation", "g1 = 1.5; return g1 & 1")
raises("attempt to perform bitwise operation on a nil value (global 'g')", "return g & 1")
raises("number (upvalue 'u') has no integer representation", "local u = 1.5; return (function() return u & 1 end)()")
---
-- concatenation and length
raises("attempt to concatenate a nil value (local 'a')", "local a; return 'x' .. a")
raises("attempt to concatenate a nil value (local 'a')", "local a; return a .. 'x'")
raises("attempt to concatenate a table value", "return 'x' .. {}")
raises("attempt to concatenate a table value", "return {} .. 'x'")
raises("attempt to concatenate a nil value", "return 'a' .. 'b' .. nil")
raises("attempt to concatenate a nil value", "return nil .. 'a' .. 'b'")
raises("attempt to concatenate a table value", "return 'a' .. {} .. 'b'")
raises("attempt to concatenate a boolean value", "return 'x' .. true")
raises("attempt to concatenate a function value (global 'print')", "return 'x' .. print")
raises("attempt to concatenate a nil value (global 'g')", "return 'x' .. g")
raises("attempt to concatenate a nil value (field 'y')", "local t = {}; return 'x' .. t.y")
raises("attempt to concatenate a nil value (field 'y')", "local t = {}; return t.y .. 'x'")
raises("attempt to concatenate a nil value (upvalue 'u')", "local u; return (function() return 'x' .. u end)()")
raises("attempt to concatenate a table value (local 'b')", "local a, b = 1, {}; return a .. b")
raises("attempt to concatenate a table value (local 'a')", "local a, b = {}, {}; return a .. b")
raises("attempt to get length of a nil value", "return #nil")
raises("attempt to get length of a number value", "return #5")
raises("attempt to get length of a number value (local 'a')", "local a = 5; return #a")
raises("attempt to get length of a nil value (field 'x')", "local t = {}; return #t.x")
raises("attempt to get length of a nil value (global 'g')", "return #g")
raises("attempt to get length of a function value (global 'print')", "return #print")
raises("attempt to get length of a nil value (upvalue 'u')", "local u; return (function() return #u end)()")
---
-- comparison
raises("attempt to compare number with string", "return 1 < 'x'")
raises("attempt to compare string with number", "return 'x' < 1")
raises("attempt to compare number with string", "return 1 <= '1'")
raises("attempt to compare two table values", "return {} < {}")
raises("attempt to compare two table values", "return {} <= {}")
raises("attempt to compare two table values", "return {} > {}")
raises("attempt to compare number with table", "return {} >= 1")
raises("attempt to compare table with number", "return 1 > {}")
raises("attempt to compare two nil values", "return nil < nil")
raises("attempt to compare number with nil", "return nil > 1")
raises("attempt to compare number with nil", "return 1 < nil")
raises("attempt to compare two boolean values", "return true < false")
raises("attempt to compare two function values", "return print < print")
raises("attempt to compare nil with number", "local a; return a < 1")
raises("attempt to compare nil with number", "local a; return a <= 1.5")
raises("attempt to compare number with nil", "local a; return 1 < a")
raises("attempt to compare number with nil", "local a; return a > 1")
raises("attempt to compare number with nil", "local a; if a >= 100000 then end")
raises("attempt to compare table with number", "local a = {}; while a < 10 do end")
raises("attempt to compare My.Type with number", "local a = setmetatable({}, {__name = 'My.Type'}); return a < 1")
raises("attempt to perform arithmetic on a My.Type value (local 'a')", "local a = setmetatable({}, {__name = 'My.Type'}); return a + 1")
raises("attempt to call a My.Type value (local 'a')", "local a = setmetatable({}, {__name = 'My.Type'}); return a()")
raises("attempt to concatenate a My.Type value (local 'a')", "local a = setmetatable({}, {__name = 'My.Type'}); return a .. 'x'")
raises("attempt to compare two My.Type values", "local a = setmetatable({}, {__name = 'My.Type'}); return a < a")
raises("attempt to compare number with My.Type", "local a = setmetatable({}, {__name = 'My.Type'}); return #a < a")
raises("attempt to compare table with number", "local a = setmetatable({}, {__name = 5}); return a < 1")
raises("attempt to compare two thread values", "return coroutine.create(print) < coroutine.create(print)")
---
-- numeric for
raises("bad 'for' initial value (number expected, got string)", "for i = 'a', 2 do end")
raises("bad 'for' limit (number expected, got string)", "for i = 1, 'a' do end")
raises("bad 'for' step (number expected, got string)", "for i = 1, 2, 'a' do end")
raises("bad 'for' initial value (number expected, got nil)", "for i = nil, 2 do end")
raises("bad 'for' limit (number expected, got table)", "for i = 1, {} do end")
raises("bad 'for' step (number expected, got nil)", "for i = 1, 2, nil do end")
raises("'for' step is zero", "for i = 1, 2, 0 do end")
raises("'for' step is zero", "for i = 1.0, 2, 0 do end")
raises("'for' step is zero", "for i = 1, 2, 0.0 do end")
raises("'for' step is zero", "for i = 1, 2, -0.0 do end")
raises("bad 'for' limit (number expected, got table)", "for i = {}, {} do end")
raises("bad 'for' limit (number expected, got function)", "for i = 1, print do end")
---
-- error values of any kind arrive unchanged
local function err(...) return select(2, pcall(error, ...)) end
eq(err(), nil)
eq(err(nil), nil)
eq(err(false), false)
eq(err(12), 12)
eq(err(1.5), 1.5)
eq(err("x"), "x")
eq(err("x", 0), "x")
eq(err("x", 1), "x")
local t = {}
eq(err(t), t)
eq(err(t, 2), t)
eq(err(print), print)
list({ false, nil, n = 2 }, pcall(error))
---
-- levels of error
local function f(level) error("msg", level) end
local function g(level)
  f(level)
end
eq(select(2, pcall(g, 0)), "msg")
eq(select(2, pcall(g, 1)), "errors_runtime.lua:258: msg")
eq(select(2, pcall(g, 2)), "errors_runtime.lua:260: msg")
eq(select(2, pcall(g, 3)), "msg")
eq(select(2, pcall(g, 50)), "msg")
---
-- assert
list({ 1, 2, 3 }, assert(1, 2, 3))
list({ true }, assert(true))
fails("assertion failed!", assert, false)
fails("assertion failed!", assert, nil)
fails("text", assert, false, "text")
fails("text", assert, nil, "text", 2)
fails("bad argument #1 to 'assert' (value expected)", assert)
local t = {}
eq(select(2, pcall(assert, false, t)), t)
eq(select(2, pcall(assert, false, nil)), nil)
eq(select(2, pcall(assert, false, 12)), 12)
---
-- handlers
local function h(m) return "<" .. tostring(m) .. ">" end
list({ false, "<x>" }, xpcall(error, h, "x"))
list({ false, "<nil>" }, xpcall(error, h))
list({ true, 1, 2 }, xpcall(function(...) return ... end, h, 1, 2))
list({ false, "<errors_runtime.lua:288: deep>" }, xpcall(function()
  local function f(n)
    if n == 0 then error("deep") end
    f(n - 1)
  end
  f(10)
end, h))
fails("bad argument #2 to 'xpcall' (function expected, got no value)", xpcall)
fails("bad argument #2 to 'xpcall' (function expected, got no value)", xpcall, print)
list({ true, true }, pcall(xpcall, function() end, print))
--- needs debug
-- a handler sees the stack of the error
local depth
local function count() local n = 0 while debug.getinfo(n + 2, "l") do n = n + 1 end return n end
local function f(n) if n == 0 then local x = nil + 1 end f(n - 1) end
local before = count()
xpcall(f, function(m) depth = count() end, 20)
eq(depth > before + 20, true)
---
-- an error in the handler
local ok, m = xpcall(error, function(x) error("again") end, "first")
eq(ok, false)
eq(type(m), "string")
local calls = 0
local ok, m = xpcall(error, function(x) calls = calls + 1 if calls < 5 then error("again") end return "end" end, "first")
list({ false, "end" }, ok, m)
eq(calls, 5)
---
-- nested protected calls
list({ true, false, "inner" }, pcall(pcall, error, "inner"))
list({ true, true, false, "x" }, pcall(pcall, pcall, error, "x"))
fails("bad argument #1 to 'pcall' (value expected)", pcall)
local ok, msg = pcall(function()
  local ok, inner = pcall(error, "one")
  error(inner .. " two", 0)
end)
list({ false, "one two" }, ok, msg)
---
-- positions: the line of the operation
local t
local x = 1 +
  t.x + --= attempt to index a nil value (local 't')
  2
---
local function f(a,
                 b)
  return a
    + b --= attempt to perform arithmetic on a nil value (local 'b')
end
local x = f(
  1)
---
nothing(1, --= attempt to call a nil value (global 'nothing')
  2,
  3)
---
local t = {}
t.a
  .b --= attempt to index a nil value (field 'a')
  .c = 1
---
local t = {}
t:one( --= attempt to call a nil value (method 'one')
)
---
local s = "a" ..
  "b" .. --= attempt to concatenate a table value
  {}
---
error() --= (error object is a nil value)
---
error({}) --! "^\\(error object is a table value\\)$"
---
error(setmetatable({}, { __tostring = function() return "custom" end })) --! "^custom$"
---
error("with level 0", 0) --= with level 0
---
local function f() error("level 2", 2) end
f() --= level 2
---
for i = 1, 10, 0 do end --= 'for' step is zero
---
if {} < 1 then end --= attempt to compare table with number
---
local f = coroutine.wrap(function() error("inside") end)

f() --= errors_runtime.lua:370: inside
---
local co = coroutine.wrap(function() error({}) end)
co() --! "^\\(error object is a table value\\)$"
---
string.rep("x", -1, 5, 6)
string.rep() --= bad argument #1 to 'rep' (string expected, got no value)
---
("x"):rep({}) --= bad argument #1 to 'rep' (number expected, got table)
---
local t = setmetatable({}, { __index = function(t, k) error("no field " .. k, 2) end })
local x = t.name --= no field name
---
require = nil
load("x = = 1", "=other")() --! "attempt to call a nil value"
