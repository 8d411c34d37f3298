-- Coroutines.

local co = coroutine.create(function(a, b)
  eq(a, 1) eq(b, 2)
  local c = coroutine.yield(a + b)
  eq(c, "x")
  local d, e = coroutine.yield()
  eq(d, nil) eq(e, nil)
  return "end", nil, 3
end)
eq(coroutine.status(co), "suspended")
list({ true, 3 }, coroutine.resume(co, 1, 2))
list({ true }, coroutine.resume(co, "x"))
eq(coroutine.status(co), "suspended")
list({ true, "end", nil, 3, n = 4 }, coroutine.resume(co))
eq(coroutine.status(co), "dead")
list({ false, "cannot resume dead coroutine" }, coroutine.resume(co))
--- plain: a coroutine that is stepped is not the main one
-- status from inside and outside
local main, ismain = coroutine.running()
eq(ismain, true) eq(coroutine.status(main), "running") eq(coroutine.isyieldable(), false) eq(coroutine.isyieldable(main), false)
local outer
outer = coroutine.create(function()
  eq(coroutine.status(outer), "running") eq(coroutine.status(main), "normal")
  local inner = coroutine.create(function()
    eq(coroutine.status(outer), "normal") eq(coroutine.isyieldable(), true)
    list({ false, "cannot resume non-suspended coroutine" }, coroutine.resume(outer))
    list({ false, "cannot resume non-suspended coroutine" }, coroutine.resume(main))
  end)
  list({ true }, coroutine.resume(inner))
  local me, m = coroutine.running()
  eq(me, outer) eq(m, false)
  list({ false, "cannot resume non-suspended coroutine" }, coroutine.resume(outer))
end)
list({ true }, coroutine.resume(outer))
--- plain: a coroutine that is stepped can yield
-- errors
local co = coroutine.create(function() error("boom") end)
local ok, msg = coroutine.resume(co)
eq(ok, false) eq(msg:match(":%d+: (.*)$"), "boom") eq(coroutine.status(co), "dead")
list({ false, "cannot resume dead coroutine" }, coroutine.resume(co))
local t = {}
list({ false, t }, coroutine.resume(coroutine.create(function() error(t) end)))
list({ false, nil, n = 2 }, coroutine.resume(coroutine.create(function() error() end)))
fails("bad argument #1 to 'coroutine.resume' (thread expected, got number)", coroutine.resume, 1)
fails("bad argument #1 to 'coroutine.create' (function expected, got number)", coroutine.create, 1)
fails("bad argument #1 to 'coroutine.create' (function expected, got no value)", coroutine.create)
fails("bad argument #1 to 'coroutine.wrap' (function expected, got table)", coroutine.wrap, {})
fails("bad argument #1 to 'coroutine.status' (thread expected, got number)", coroutine.status, 1)
fails("bad argument #1 to 'coroutine.status' (thread expected, got no value)", coroutine.status)
fails("attempt to yield from outside a coroutine", coroutine.yield, 1)
fails("bad argument #1 to 'coroutine.close' (thread expected, got number)", coroutine.close, 1)
fails("bad argument #1 to 'coroutine.isyieldable' (thread expected, got number)", coroutine.isyieldable, 1)
fails("cannot close a running coroutine", coroutine.close, coroutine.running())
---
-- wrap
local f = coroutine.wrap(function(...) local a = ... while true do a = coroutine.yield(a * 2) end end)
eq(f(1), 2) eq(f(5), 10) eq(f(0.5), 1.0)
local g = coroutine.wrap(function() return 1, 2, 3 end)
list({ 1, 2, 3 }, g())
fails("cannot resume dead coroutine", g)
local h = coroutine.wrap(function() error({ code = 1 }) end)
local ok, e = pcall(h)
eq(ok, false) eq(e.code, 1)
fails("cannot resume dead coroutine", h)
local k
k = coroutine.wrap(function() return pcall(k) end)
local ok, msg = k()
eq(ok, false) eq(msg:match("cannot resume non%-suspended coroutine") ~= nil, true)
---
-- generators
local function gen(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
local sum = 0
for i in gen(100) do sum = sum + i end
eq(sum, 5050)
local function filter(p, g) return coroutine.wrap(function() for x in g do if p(x) then coroutine.yield(x) end end end) end
local t = {}
for x in filter(function(x) return x % 2 == 0 end, gen(10)) do t[#t + 1] = x end
eq(table.concat(t, " "), "2 4 6 8 10")
local function primes(n)
  local g = coroutine.wrap(function() for i = 2, n do coroutine.yield(i) end end)
  return coroutine.wrap(function()
    while true do
      local p = g()
      if p == nil then return end
      coroutine.yield(p)
      local from = g
      g = filter(function(x) return x % p ~= 0 end, from)
    end
  end)
end
local t = {}
for p in primes(60) do t[#t + 1] = p end
eq(table.concat(t, " "), "2 3 5 7 11 13 17 19 23 29 31 37 41 43 47 53 59")
---
-- permutations, recursion inside a coroutine
local function permgen(a, n)
  n = n or #a
  if n <= 1 then coroutine.yield(table.concat(a)) return end
  for i = 1, n do
    a[n], a[i] = a[i], a[n]
    permgen(a, n - 1)
    a[n], a[i] = a[i], a[n]
  end
end
local t = {}
for p in coroutine.wrap(function() permgen({ "a", "b", "c" }) end) do t[#t + 1] = p end
eq(table.concat(t, " "), "bca cba cab acb bac abc")
---
-- yield through pcall, xpcall, and errors after it
local co = coroutine.wrap(function()
  local ok, a = pcall(function() local x = coroutine.yield(1) error({ x }) end)
  eq(ok, false) eq(a[1], "r1")
  local ok, b = pcall(coroutine.yield, 2)
  eq(ok, true) eq(b, "r2")
  local ok, c = xpcall(function() return coroutine.yield(3) end, error)
  eq(ok, true) eq(c, "r3")
  local ok, d = xpcall(function() coroutine.yield(4) error("e") end, function(m) return "H" .. m:match("[^ ]+$") end)
  eq(ok, false) eq(d, "He")
  return pcall(pcall, pcall, function() return coroutine.yield(5) end)
end)
eq(co(), 1) eq(co("r1"), 2) eq(co("r2"), 3) eq(co("r3"), 4) eq(co(), 5)
list({ true, true, true, "r5" }, co("r5"))
---
-- yield through metamethods
local mt = {}
for _, n in ipairs({ "add", "sub", "mul", "div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr", "concat", "lt", "le", "eq" }) do
  mt["__" .. n] = function(a, b) return coroutine.yield(n) end
end
mt.__unm = function() return coroutine.yield("unm") end
mt.__bnot = function() return coroutine.yield("bnot") end
mt.__len = function() return coroutine.yield("len") end
mt.__index = function(_, k) return coroutine.yield("index" .. k) end
mt.__newindex = function(_, k, v) coroutine.yield("newindex" .. k) end
mt.__call = function(_, ...) return coroutine.yield("call", ...) end
local a, b = setmetatable({}, mt), setmetatable({}, mt)
local function with(f, name, give, want)
  local co = coroutine.wrap(f)
  eq(co(), name)
  eq(co(give), want)
end
with(function() return a + b end, "add", 1, 1) with(function() return a - 1 end, "sub", 1, 1) with(function() return 2 * a end, "mul", 1, 1)
with(function() return a / b end, "div", 1, 1) with(function() return a % b end, "mod", 1, 1) with(function() return a ^ b end, "pow", 1, 1)
with(function() return a // b end, "idiv", 1, 1) with(function() return a & b end, "band", 1, 1) with(function() return a | b end, "bor", 1, 1)
with(function() return a ~ b end, "bxor", 1, 1) with(function() return a << b end, "shl", 1, 1) with(function() return a >> 1 end, "shr", 1, 1)
with(function() return -a end, "unm", 1, 1) with(function() return ~a end, "bnot", 1, 1) with(function() return #a end, "len", 1, 1)
with(function() return a.x end, "indexx", 1, 1) with(function() a.x = 1 return 5 end, "newindexx", nil, 5) with(function() return a[1] end, "index1", 1, 1)
with(function() return a < b end, "lt", 1, true) with(function() return a <= b end, "le", nil, false) with(function() return a > b end, "lt", 1, true)
with(function() return a >= 1 end, "le", false, false) with(function() return a == b end, "eq", 1, true) with(function() return a ~= b end, "eq", 1, false)
with(function() return not (a == b) end, "eq", nil, true) with(function() if a < b then return "y" else return "n" end end, "lt", 1, "y")
with(function() if a < b then return "y" else return "n" end end, "lt", nil, "n") with(function() return a == b and "y" or "n" end, "eq", nil, "n")
with(function() while a < b do return "in" end return "out" end, "lt", 1, "in")
with(function() return a .. b end, "concat", 1, 1) with(function() return "x" .. a end, "concat", 1, 1) with(function() return a(1) end, "call", 7, 7)
with(function() return "p" .. "q" .. a .. "r" end, "concat", "S", "pqS")
---
-- yield inside a chain of concatenations, each step once
local mt = { __concat = function(a, b)
  local x = type(a) == "table" and a.v or a
  local y = type(b) == "table" and b.v or b
  coroutine.yield()
  return setmetatable({ v = x .. y }, getmetatable(type(a) == "table" and a or b))
end }
local function C(v) return setmetatable({ v = v }, mt) end
local co = coroutine.create(function() return ("1" .. C "a" .. "2" .. "3" .. C "b" .. "4").v end)
local turns, ok, r = 0
repeat ok, r = coroutine.resume(co) turns = turns + 1 until coroutine.status(co) == "dead"
eq(r, "1a23b4") eq(turns, 6)
---
-- yield in an iterator of a generic for
local t = {}
local co = coroutine.wrap(function()
  for i, v in function(_, i) i = (i or 0) + 1 if i <= 3 then return i, coroutine.yield(i) end end do t[#t + 1] = i .. v end
  return "done"
end)
eq(co(), 1) eq(co("a"), 2) eq(co("b"), 3) eq(co("c"), "done") eq(table.concat(t, " "), "1a 2b 3c")
---
-- yield from library functions that call back
local function drive(f)
  local co = coroutine.create(f)
  local log = {}
  local r = table.pack(coroutine.resume(co))
  while coroutine.status(co) ~= "dead" do
    log[#log + 1] = tostring(r[2])
    r = table.pack(coroutine.resume(co, r[2]))
  end
  if not r[1] then error(r[2], 2) end
  return table.concat(log, " "), table.unpack(r, 2, r.n)
end
local log, a, b = drive(function() return pcall(function() return coroutine.yield("p") end) end)
eq(log, "p") eq(a, true) eq(b, "p")
local log, r = drive(function() local f = load(function() return nil end) return f and "loaded" end)
eq(r, "loaded")
local log, r = drive(function() return select("#", coroutine.yield(1, 2)) end)
eq(r, 1)
---
-- the arguments of yield and resume, many of them
local co = coroutine.wrap(function(...)
  local n = select("#", ...)
  while true do n = select("#", coroutine.yield(n, ...)) end
end)
local t = {}
for i = 1, 200 do t[i] = i end
eq(select("#", co(table.unpack(t))), 201)
eq((co(table.unpack(t, 1, 50))), 50)
eq((co()), 0)
---
-- a coroutine in a coroutine in a coroutine
local function nest(n)
  if n == 0 then coroutine.yield("bottom") return 0 end
  local co = coroutine.wrap(nest)
  coroutine.yield(co(n - 1))
  return n
end
local co = coroutine.wrap(nest)
eq(co(50), "bottom")
---
-- wrap inside wrap with errors
local co = coroutine.wrap(function()
  local inner = coroutine.wrap(function() coroutine.yield(1) error("deep", 0) end)
  coroutine.yield(inner())
  inner()
end)
eq(co(), 1)
fails("coroutines.lua:221: deep", function() co() end)
---
-- many coroutines
local t = {}
for i = 1, 2000 do
  t[i] = coroutine.create(function(a) while true do a = a + coroutine.yield(a) end end)
  coroutine.resume(t[i], i)
end
for r = 1, 3 do
  for i = 1, 2000 do
    local ok, v = coroutine.resume(t[i], r)
    eq(v, i + r * (r + 1) // 2)
  end
end
---
-- coroutine.close
local co = coroutine.create(function() coroutine.yield() end)
eq(coroutine.close(co), true) eq(coroutine.status(co), "dead") eq(coroutine.close(co), true)
co = coroutine.create(function() coroutine.yield() end)
coroutine.resume(co)
eq(coroutine.close(co), true) eq(coroutine.status(co), "dead")
co = coroutine.create(function() error("x", 0) end)
coroutine.resume(co)
list({ false, "x" }, coroutine.close(co)) list({ true }, coroutine.close(co))
local closed
co = coroutine.create(function()
  local a <close> = setmetatable({}, { __close = function(_, e) closed = "a" .. tostring(e) end })
  coroutine.yield()
end)
coroutine.resume(co)
eq(coroutine.close(co), true) eq(closed, "anil")
co = coroutine.create(function()
  local a <close> = setmetatable({}, { __close = function(_, e) closed = e error("second", 0) end })
  local b <close> = setmetatable({}, { __close = function(_, e) error("first", 0) end })
  coroutine.yield()
end)
coroutine.resume(co)
list({ false, "second" }, coroutine.close(co)) eq(closed, "first")
---
-- closing what is running or normal
local co
co = coroutine.create(function()
  local ok, msg = pcall(coroutine.close, co)
  return msg
end)
list({ true, "cannot close a running coroutine" }, coroutine.resume(co))
local outer
outer = coroutine.create(function()
  return coroutine.wrap(function() local ok, msg = pcall(coroutine.close, outer) return msg end)()
end)
list({ true, "cannot close a normal coroutine" }, coroutine.resume(outer))
---
-- tail calls and varargs across a yield
local function loop(n) if n == 0 then return "end" end coroutine.yield(n) return loop(n - 1) end
local co = coroutine.wrap(loop)
eq(co(3), 3) eq(co(), 2) eq(co(), 1) eq(co(), "end")
local co = coroutine.wrap(function(...) coroutine.yield(...) return ... end)
list({ 1, 2, 3 }, co(1, 2, 3)) list({ 1, 2, 3 }, co())
---
-- upvalues shared between coroutines
local n = 0
local a = coroutine.wrap(function() while true do n = n + 1 coroutine.yield(n) end end)
local b = coroutine.wrap(function() while true do n = n * 10 coroutine.yield(n) end end)
eq(a(), 1) eq(b(), 10) eq(a(), 11) eq(b(), 110) eq(n, 110)
local get
local co = coroutine.create(function() local x = 1 get = function() return x end coroutine.yield() x = 2 coroutine.yield() end)
coroutine.resume(co) eq(get(), 1) coroutine.resume(co) eq(get(), 2) coroutine.close(co) eq(get(), 2)
---
-- a resumed coroutine that was made elsewhere, resumed from several places
local co = coroutine.create(function() for i = 1, 10 do coroutine.yield(i) end end)
local function next1() local _, v = coroutine.resume(co) return v end
eq(next1(), 1)
eq(coroutine.wrap(function() return next1() end)(), 2)
eq(select(2, pcall(next1)), 3)
eq(next1(), 4)
---
-- symmetric scheduling
local queue, log = {}, {}
local function spawn(name, n)
  queue[#queue + 1] = coroutine.create(function() for i = 1, n do log[#log + 1] = name .. i coroutine.yield() end end)
end
spawn("a", 3) spawn("b", 1) spawn("c", 2)
while #queue > 0 do
  local co = table.remove(queue, 1)
  coroutine.resume(co)
  if coroutine.status(co) ~= "dead" then queue[#queue + 1] = co end
end
eq(table.concat(log, " "), "a1 b1 c1 a2 c2 a3")
---
-- yield across a stack overflow and deep recursion in a coroutine
local co = coroutine.create(function() local function f(n) if n == 0 then coroutine.yield("deep") return 0 end return 1 + f(n - 1) end return f(5000) end)
list({ true, "deep" }, coroutine.resume(co)) list({ true, 5000 }, coroutine.resume(co))
local co = coroutine.create(function() local function f() return 1 + f() end return f() end)
local ok, msg = coroutine.resume(co)
eq(ok, false) eq(msg:match("stack overflow") ~= nil, true)
local co = coroutine.wrap(function() local function f() return 1 + f() end local ok = pcall(f) coroutine.yield(ok) return "after" end)
eq(co(), false) eq(co(), "after")
---
-- coroutine chains that never end are bounded
local function deep(n) local co = coroutine.create(deep) local ok, e = coroutine.resume(co, n + 1) if not ok then error(e, 0) end return e end
local ok, msg = pcall(deep, 1)
eq(ok, false) eq(msg, "C stack overflow")
---
-- functions of the library as bodies
local co = coroutine.create(string.rep)
list({ true, "xxx" }, coroutine.resume(co, "x", 3))
local co = coroutine.wrap(coroutine.yield)
list({ 1, 2 }, co(1, 2)) list({ 3 }, co(3))
local co = coroutine.create(pcall)
list({ true, false, "e" }, coroutine.resume(co, error, "e"))
local co = coroutine.wrap(pcall)
eq(co(coroutine.yield, 5), 5) list({ true, 6 }, co(6))
---
-- an iterator of a dead coroutine
local f = coroutine.wrap(function() coroutine.yield(1) end)
f() f()
f() --= cannot resume dead coroutine
