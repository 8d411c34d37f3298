-- Functions: arguments, results, varargs, closures, tail calls.

local function f(a, b) return a, b end
list({ n = 2 }, f())
list({ 1, n = 2 }, f(1))
list({ 1, 2 }, f(1, 2))
list({ 1, 2 }, f(1, 2, 3))
list({}, (function() end)())
list({ n = 1 }, ((function() end)()))
list({ n = 1 }, (nil))
eq(select("#", (function() return end)()), 0)
eq(select("#", (function() return nil end)()), 1)
eq(select("#", f(), nil), 2)
---
-- strings and tables as only argument
local function f(x) return x end
eq(f "a", "a") eq(f 'b', "b") eq(f [[c]], "c") eq(f { 1 }[1], 1) eq(#f {}, 0)
local o = { m = function(self, x) return x end }
eq(o:m "a", "a") eq(o:m { 5 }[1], 5) eq(o.m(nil, 3), 3)
eq(("x"):rep(3), "xxx") eq(("%d"):format(5), "5") eq(#("abc"):upper(), 3)
---
-- varargs
local function n(...) return select("#", ...) end
eq(n(), 0) eq(n(nil), 1) eq(n(nil, nil), 2) eq(n(1, 2, 3), 3)
local function id(...) return ... end
list({ 1, nil, 3, n = 3 }, id(1, nil, 3))
local function first(...) local a = ... return a end
eq(first(7, 8), 7) eq(first(), nil)
local function two(...) local a, b = ... return a, b end
list({ 1, n = 2 }, two(1)) list({ 1, 2 }, two(1, 2, 3))
local function mid(a, ...) return a, ... end
list({ 1, 2, 3 }, mid(1, 2, 3)) list({ n = 1 }, mid())
local function trunc(...) return (...), 9 end
list({ 1, 9 }, trunc(1, 2, 3))
local function tab(...) return { ... }, { ..., "end" }, { n = n(...), ... } end
local a, b, c = tab(1, 2, 3)
eq(#a, 3) eq(#b, 2) eq(b[1], 1) eq(b[2], "end") eq(c.n, 3) eq(c[3], 3)
local function nested(...) return (function(...) return ... end)(...) end
list({ 1, 2 }, nested(1, 2))
local function set(...) local t = {} t.a, t.b = ... return t.a, t.b end
list({ 1, 2 }, set(1, 2, 3)) list({ 1, n = 2 }, set(1))
local function arg1(x, ...) x = x or 5 return x, select("#", ...) end
list({ 5, 0 }, arg1()) list({ 1, 1 }, arg1(1, 2))
---
-- select
local select = select
list({ 2, 3 }, select(2, 1, 2, 3)) list({}, select(4, 1, 2, 3)) list({ 3 }, select(-1, 1, 2, 3)) list({ 1, 2, 3 }, select(-3, 1, 2, 3))
eq(select("#"), 0) eq(select("#", nil, nil), 2) list({ "b" }, select("2", "a", "b")) list({ "b" }, select(2.0, "a", "b"))
fails("bad argument #1 to 'select' (number expected, got no value)", select)
fails("bad argument #1 to 'select' (index out of range)", select, 0)
fails("bad argument #1 to 'select' (index out of range)", select, -5, 1)
fails("bad argument #1 to 'select' (number expected, got string)", select, "x")
fails("bad argument #1 to 'select' (number has no integer representation)", select, 1.5)
---
-- many arguments and results
local t = {}
for i = 1, 5000 do t[i] = i end
local function sum(...) local s = 0 for i = 1, select("#", ...) do s = s + (select(i, ...)) end return s end
eq(sum(table.unpack(t, 1, 200)), 20100)
local function count(...) return select("#", ...) end
eq(count(table.unpack(t)), 5000)
local function pass(...) return ... end
eq(count(pass(table.unpack(t))), 5000)
eq((select(5000, pass(table.unpack(t)))), 5000)
eq(#{ pass(table.unpack(t)) }, 5000)
eq(select("#", pcall(pass, table.unpack(t))), 5001)
local u = { pass(table.unpack(t)) }
eq(u[5000], 5000)
eq(math.max(table.unpack(t)), 5000)
eq(#string.char(table.unpack(t, 1, 255)), 255)
fails("too many results to unpack", function() return table.unpack(t, 1, 1e8) end)
fails("too many results to unpack", table.unpack, {}, 1, 1e6 * 100)
fails("too many results to unpack", table.unpack, {}, math.mininteger, math.maxinteger)
---
-- tail calls take no stack
local function loop(n, acc) if n == 0 then return acc end return loop(n - 1, acc + 1) end
eq(loop(300000, 0), 300000)
local even, odd
function even(n) if n == 0 then return true end return odd(n - 1) end
function odd(n) if n == 0 then return false end return even(n - 1) end
eq(even(100001), false)
local function v(n, ...) if n == 0 then return ... end return v(n - 1, ...) end
list({ 1, 2, 3 }, v(100000, 1, 2, 3))
local o = {}
function o:m(n) if n == 0 then return self end return self:m(n - 1) end
eq(o:m(100000), o)
local callable = setmetatable({}, { __call = function(self, n) if n == 0 then return "done" end return self(n - 1) end })
eq(callable(100000), "done")
local function c(n) if n == 0 then return "x" end return (c(n - 1)) end
eq(c(1000), "x")
local function tp(n) if n == 0 then return "end" end return select(2, n, tp, n - 1)(n - 1) end
eq(tp(10000), "end")
---
-- recursion that is not a tail call
local function depth(n) if n == 0 then return 0 end return 1 + depth(n - 1) end
eq(depth(10000), 10000)
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
eq(fib(20), 6765)
local function ack(m, n)
  if m == 0 then return n + 1 elseif n == 0 then return ack(m - 1, 1) end
  return ack(m - 1, ack(m, n - 1))
end
eq(ack(2, 9), 21)
---
-- endless recursion is an error that can be caught, again and again
local function f() return 1 + f() end
for _ = 1, 3 do
  local ok, msg = pcall(f)
  eq(ok, false)
  eq(msg:match("stack overflow") ~= nil, true)
end
local function g() return g, (g()) end
eq(pcall(g), false)
local t = setmetatable({}, {})
getmetatable(t).__index = function(t, k) return t[k + 1] end
local ok, msg = pcall(function() return t[1] end)
eq(ok, false) eq(msg:match("overflow") ~= nil, true)
getmetatable(t).__add = function(a, b) return a + b end
eq(pcall(function() return t + 1 end), false)
getmetatable(t).__eq = function(a, b) return a == b end
eq(pcall(function() return t == setmetatable({}, getmetatable(t)) end), false)
getmetatable(t).__tostring = function(a) return tostring(a) end
eq(pcall(tostring, t), false)
---
-- closures share variables
local function counter()
  local n = 0
  return function() n = n + 1 return n end, function() return n end, function(x) n = x end
end
local inc, get, set = counter()
inc() inc()
eq(get(), 2)
set(10)
eq(inc(), 11)
local inc2, get2 = counter()
eq(inc2(), 1) eq(get(), 11)
---
-- an open upvalue is the variable itself
local x = 1
local function get() return x end
local function set(v) x = v end
x = 5
eq(get(), 5)
set(6)
eq(x, 6)
do
  local y = x
  local function up() y = y + 1 x = y end
  up() up()
  eq(x, 8) eq(y, 8)
end
---
-- upvalues of upvalues
local function a()
  local x = 1
  return function()
    return function()
      return function() x = x + 1 return x end
    end
  end
end
local d = a()()()
eq(d(), 2) eq(d(), 3)
local function deep(n, f) if n == 0 then return f end return deep(n - 1, function() return f() + 1 end) end
eq(deep(100, function() return 0 end)(), 100)
---
-- a parameter is a variable like any other
local function f(a, ...)
  local function g() a = a + 1 return a end
  local b = ...
  return g, function() b = b + 1 return b end
end
local g, h = f(1, 10)
eq(g(), 2) eq(g(), 3) eq(h(), 11)
local g2 = f(100)
eq(g2(), 101) eq(g(), 4)
---
-- recursion through an upvalue, mutual recursion
local fact
fact = function(n) if n <= 1 then return 1 end return n * fact(n - 1) end
eq(fact(20), 2432902008176640000)
eq(fact(21), -4249290049419214848)
local Y = function(f) return (function(x) return x(x) end)(function(x) return f(function(...) return x(x)(...) end) end) end
eq(Y(function(self) return function(n) if n == 0 then return 1 end return n * self(n - 1) end end)(10), 3628800)
---
-- methods and function names
local t = { a = { b = {} } }
function t.f(x) return x end
function t.a.g(x) return x + 1 end
function t.a.b:h(x) return self, x end
function t:m() return self end
eq(t.f(1), 1) eq(t.a.g(1), 2) eq((t.a.b:h(1)), t.a.b) eq(t:m(), t)
function glob(x) return x end
eq(_G.glob(3), 3)
glob = nil
local function rec(n) return n == 0 and 0 or rec(n - 1) end
eq(rec(5), 0)
---
-- the receiver of a method call is evaluated once
local n = 0
local function obj() n = n + 1 return { m = function(self, x) return x end } end
eq(obj():m(5), 5)
eq(n, 1)
---
-- arguments are evaluated from left to right
local log = {}
local function v(x) log[#log + 1] = x return x end
local function f() end
f(v(1), v(2), v(3))
local t = { v(4), v(5), x = v(6), [v(7)] = v(8) }
local y = v(9) + v(10) * v(11)
eq(table.concat(log, " "), "1 2 3 4 5 6 7 8 9 10 11")
---
-- functions are equal only to themselves
local function mk() return function() end end
eq(mk() == mk(), false)
local f = mk()
eq(f == f, true)
local t = { [f] = 1, [print] = 2 }
eq(t[f], 1) eq(t[print], 2) eq(t[mk()], nil)
---
-- __call: chains, arguments, results
local c = setmetatable({}, { __call = function(self, ...) return select("#", ...), ... end })
list({ 0 }, c()) list({ 2, 1, 2 }, c(1, 2)) list({ 1, 1 }, c(1))
local d = setmetatable({}, { __call = c })
local n, x = d(5)
eq(n, 2) eq(x, d)
local e = setmetatable({}, { __call = d })
eq((e()), 2)
eq(select("#", pcall(c, 1)), 3)
list({ 3, "a", "b", "c" }, (function(...) return c(...) end)("a", "b", "c"))
for x in setmetatable({ n = 0 }, { __call = function(self) self.n = self.n + 1 if self.n < 3 then return self.n end end }) do c.last = x end
eq(c.last, 2)
---
-- a call from a library function that cannot start leaves nothing behind
for i = 1, 300 do
  list({ false, "attempt to call a number value" }, pcall(1))
  list({ false, "e" }, xpcall(nil, function() return "e" end))
end
local function tail(n) if n > 0 then return select(2, pcall(tail, n - 1)) end return "end" end
eq(tail(150), "end")
local deep = 0
local function nest() deep = deep + 1 pcall(nest) end
for i = 1, 3 do deep = 0 nest() assert(deep > 150, deep) end
for i = 1, 300 do eq(pcall(function() return pcall(1) end), true) end
deep = 0 nest() assert(deep > 150, deep)
