-- Control structures.

local function collect(from, to, step)
  local t = {}
  if step then for i = from, to, step do t[#t + 1] = i end
  else for i = from, to do t[#t + 1] = i end end
  return table.unpack(t)
end
list({ 1, 2, 3 }, collect(1, 3))
list({ 1 }, collect(1, 1))
list({}, collect(1, 0))
list({ 3, 2, 1 }, collect(3, 1, -1))
list({}, collect(1, 3, -1))
list({ 1, 3, 5 }, collect(1, 6, 2))
list({ 1, 4 }, collect(1, 6, 3))
list({ 1.0, 2.0 }, collect(1.0, 2))
list({ 1, 2 }, collect(1, 2.9))
list({ 1.0, 2.0 }, collect(1.0, 2.5))
list({ -1, -2 }, collect(-1, -2.9, -1))
list({}, collect(5, 1))
list({ 1.0, 1.5, 2.0 }, collect(1, 2, 0.5))
list({ 1, 2 }, collect(1, 2.5, 1))
list({ 1.0, 2.0 }, collect("1", 2))
list({ 1.0, 2.0 }, collect(1.0, "2"))
list({}, collect(1, -math.huge))
list({}, collect(1, 0/0))
eq(collect(0/0, 1), 0/0)
list({ 1.0 }, collect(1.0, 0/0))
list({ math.maxinteger }, collect(math.maxinteger, math.huge))
list({ math.maxinteger - 1, math.maxinteger }, collect(math.maxinteger - 1, math.maxinteger))
list({ math.mininteger }, collect(math.mininteger, -math.huge, -1))
list({ math.mininteger + 1, math.mininteger }, collect(math.mininteger + 1, math.mininteger, -1))
list({ math.maxinteger - 1 }, collect(math.maxinteger - 1, math.maxinteger, 2))
list({ math.mininteger, -1, math.maxinteger - 1 }, collect(math.mininteger, math.maxinteger, math.maxinteger))
---
-- a loop's step of the smallest and largest integers
local function run(a, b, s)
  local n, last = 0
  for i = a, b, s do n = n + 1 last = i if n > 10 then error("endless") end end
  return n, last
end
list({ 1, 1 }, run(1, 10, math.maxinteger))
list({ 2, math.maxinteger - 5 }, run(math.maxinteger - 10, math.maxinteger - 1, 5))
list({ 1, 10 }, run(10, 1, math.mininteger))
list({ 2, -1 }, run(math.maxinteger, math.mininteger, math.mininteger))
list({ 0, n = 2 }, run(1, 10, -1))
list({ 3, 3.0 }, run(1.0, 3, 1))
fails("endless", run, math.huge, math.huge, 1.0)
---
-- the control variable is a copy, the bounds are evaluated once
local log = {}
local function v(name, x) log[#log + 1] = name return x end
for i = v("from", 1), v("to", 3), v("step", 1) do
  log[#log + 1] = i
  i = i * 10
  log[#log + 1] = i
end
eq(table.concat(log, " "), "from to step 1 10 2 20 3 30")
---
-- each turn has its own variable
local fs = {}
for i = 1, 3 do
  local j = i * 10
  fs[i] = function() i = i + 1 j = j + 1 return i, j end
end
list({ 2, 11 }, fs[1]()) list({ 3, 12 }, fs[1]()) list({ 3, 21 }, fs[2]()) list({ 4, 31 }, fs[3]())
---
-- generic for
local function range(n)
  return function(max, i) if i < max then return i + 1, i * i end end, n, 0
end
local t = {}
for i, sq in range(4) do t[#t + 1] = i .. ":" .. sq end
eq(table.concat(t, " "), "1:0 2:1 3:4 4:9")
for i in range(0) do error("no turn") end
-- as many variables as wanted
for a, b, c, d in (function() local done return function() if not done then done = true return 1, 2 end end end)() do
  list({ 1, 2, n = 4 }, a, b, c, d)
end
-- the first value stops the loop, false does not
local n = 0
for x in (function() n = n + 1 if n < 3 then return false end end) do n = n + 10 end
eq(n, 11 + 1 + 0)
---
-- a generic for ends with its function's nil, whatever the other values
local calls = 0
for a, b in function() calls = calls + 1 return nil, 1 end do error("no turn") end
eq(calls, 1)
-- changes to the control variable do not matter
local t, seen = { 10, 20, 30 }, {}
for i, x in ipairs(t) do seen[#seen + 1] = x i = 1 end
eq(#seen, 3)
-- the expressions give three values and the one to close, extra ones are dropped
for k in next, { a = 1 }, nil, nil, error do eq(k, "a") end
---
-- assigning nil to existing fields while traversing
local t = {}
for i = 1, 100 do t[i] = i t["k" .. i] = i end
local n = 0
for k in pairs(t) do t[k] = nil n = n + 1 end
eq(n, 200) eq(next(t), nil)
-- assigning to existing fields
for i = 1, 10 do t[i] = i end
for k, v in pairs(t) do t[k] = v * 2 end
eq(t[10], 20)
---
-- pairs sees every key once, the array part in order
local t = { 1, 2, 3, x = 1, y = 2, [10] = 10, [2.5] = 2.5, [true] = true }
local keys, n = {}, 0
for k in pairs(t) do keys[k] = (keys[k] or 0) + 1 n = n + 1 end
eq(n, 8)
for k, times in pairs(keys) do eq(times, 1) end
local order = {}
for k in pairs({ 5, 4, 3, 2, 1 }) do order[#order + 1] = k end
eq(table.concat(order), "12345")
---
-- ipairs stops at the first nil and honours __index
local t = { 1, 2, nil, 4 }
local n = 0
for i in ipairs(t) do n = i end
eq(n, 2)
local p = setmetatable({}, { __index = function(_, i) if i <= 5 then return i * i end end })
local sum = 0
for i, v in ipairs(p) do sum = sum + v end
eq(sum, 55)
---
-- __pairs
local p = setmetatable({}, { __pairs = function(t) return function(_, k) if not k then return 1, "one" end end, t, nil end })
for k, v in pairs(p) do list({ 1, "one" }, k, v) end
local a, b, c, d = pairs(setmetatable({}, { __pairs = function() return 1, 2, 3, 4 end }))
list({ 1, 2, 3, n = 4 }, a, b, c, d)
---
-- while, repeat, break
local n = 0
while true do n = n + 1 if n == 5 then break end end
eq(n, 5)
while n > 0 do n = n - 1 if n == 2 then break end end
eq(n, 2)
repeat local done = n == 0 n = n - 1 until done -- the condition sees the body's locals
eq(n, -1)
repeat n = n + 1 if n == 3 then break end until false
eq(n, 3)
while false do error() end
while nil do error() end
for i = 1, 3 do while true do break end if i == 2 then break end n = i end
eq(n, 1)
---
-- a repeat's locals can be upvalues of its condition
local fs, i = {}, 0
repeat
  local x = i
  fs[#fs + 1] = function() return x end
  i = i + 1
until (function() return x >= 3 end)()
eq(#fs, 4) eq(fs[1](), 0) eq(fs[4](), 3)
---
-- repeat with break out of a scope with upvalues
local f
repeat
  local x = 1
  f = function() x = x + 1 return x end
  if x == 1 then break end
until x == 2
eq(f(), 2) eq(f(), 3)
---
-- goto
do
  local n = 0
  ::top::
  n = n + 1
  if n < 5 then goto top end
  eq(n, 5)
end
do -- continue
  local t = {}
  for i = 1, 6 do
    if i % 2 == 0 then goto continue end
    t[#t + 1] = i
    ::continue::
  end
  eq(table.concat(t), "135")
end
do -- out of nested loops
  local x, y
  for i = 1, 10 do
    for j = 1, 10 do
      if i * j == 42 then x, y = i, j goto done end
    end
  end
  ::done::
  eq(x, 6) eq(y, 7)
end
do -- a label at the end of a block is outside the scope of its locals
  goto last
  local a
  ::last:: ; ::last2::
end
do -- the same name in different functions and blocks
  local function f() goto l ::l:: return 1 end
  do goto l ::l:: end
  goto l
  ::l::
  eq(f(), 1)
end
---
-- goto backwards makes new locals
local fs = {}
do
  local i = 1
  ::again::
  local x = i * 10
  fs[i] = function() x = x + 1 return x end
  i = i + 1
  if i <= 3 then goto again end
end
eq(fs[1](), 11) eq(fs[2](), 21) eq(fs[1](), 12) eq(fs[3](), 31)
---
-- goto continue with closures in the body
local fs = {}
for i = 1, 4 do
  local v = i
  if i == 2 then goto continue end
  fs[#fs + 1] = function() return v end
  ::continue::
end
eq(fs[1]() .. fs[2]() .. fs[3](), "134")
---
-- a state machine
local function accept(s)
  local i = 1
  ::a::
  do local c = s:sub(i, i) i = i + 1 if c == "a" then goto b elseif c == "" then return false end goto a end
  ::b::
  do local c = s:sub(i, i) i = i + 1 if c == "b" then return true elseif c == "a" then goto b elseif c == "" then return false end goto a end
end
eq(accept("ab"), true) eq(accept("xxaab"), true) eq(accept("ba"), false) eq(accept(""), false)
---
-- if chains
local function f(x)
  if x == 1 then return "one" elseif x == 2 then return "two"
  elseif x == nil then return "nil" elseif x then return "other" else return "false" end
end
eq(f(1), "one") eq(f(2), "two") eq(f(nil), "nil") eq(f("x"), "other") eq(f(false), "false")
if nil then error() end
if false then error() elseif false then error() end
if 0 then else error() end
if "" then else error() end
---
-- constants in conditions
local n = 0
if true then n = n + 1 end
if not nil then n = n + 1 end
if 1 and 2 then n = n + 1 end
if false or nil then n = n + 100 end
while true do n = n + 1 break end
local x = true and n or 0
eq(x, 4)
local y <const> = false
if y then error() else n = 0 end
eq(n, 0)
---
-- multiple assignment: all right sides first
local a, b, c = 1, 2
list({ 1, 2, n = 3 }, a, b, c)
a, b = b, a
list({ 2, 1 }, a, b)
a, b, c = 0, 1
list({ 0, 1, n = 3 }, a, b, c)
a, b = 5, 6, 7
list({ 5, 6 }, a, b)
local function f() return 1, 2, 3 end
a, b, c = f()
list({ 1, 2, 3 }, a, b, c)
a, b, c = f(), 10
list({ 1, 10, n = 3 }, a, b, c)
a, b, c = 0, f()
list({ 0, 1, 2 }, a, b, c)
a, b, c = (f())
list({ 1, n = 3 }, a, b, c)
local t = {}
local i = 1
i, t[i] = i + 1, 20
eq(t[1], 20) eq(t[2], nil) eq(i, 2)
t.x, t.y = 1, 2
t.x, t.y = t.y, t.x
eq(t.x, 2) eq(t.y, 1)
do local a = { 1 } local b = a a[1], a = 2, nil eq(b[1], 2) eq(a, nil) end
do local a, i = { 1, 2, 3 }, 1 a[i], i, a = 10, 2, "x" eq(a, "x") end
do -- a local used as table and as index and assigned at once
  local x = { }
  local save = x
  x, x.f, x[x] = 1, 2, 3
  eq(x, 1) eq(save.f, 2) eq(save[save], 3)
end
do local u = { 1 } local function f() local v = u u[1], u = 5, 6 return v end eq(f()[1], 5) eq(u, 6) end
---
-- order of evaluation of what an assignment does is visible through metamethods
local log = {}
local t = setmetatable({}, { __newindex = function(_, k, v) log[#log + 1] = k .. v end })
t.a, t.b, t.c = 1, 2, 3
eq(#log, 3)
table.sort(log)
eq(table.concat(log), "a1b2c3")
---
-- local declarations
local x = 1
local x = x + 1
eq(x, 2)
do local x = x * 10 eq(x, 20) end
eq(x, 2)
local a, b, c
list({ n = 3 }, a, b, c)
local function f() return f end
eq(f(), f)
local g = function() return g end
eq(g(), nil)
local a <const>, b <const> = 10, "s"
eq(a + 1, 11) eq(b .. "t", "st")
local function h() return a, b end
list({ 10, "s" }, h())
local n <const> = nil
local k <const> = 1.5
eq(n, nil) eq(k * 2, 3.0)
local t <const> = {}
t.x = 1
eq(t.x, 1)
---
-- numeric for with large bodies and many locals
local sum = 0
for i = 1, 10 do
  local a, b, c, d, e, f, g, h = i, i, i, i, i, i, i, i
  do local a = a + 1 sum = sum + a end
  sum = sum + a + b + c + d + e + f + g + h
end
eq(sum, 8 * 55 + 65)
---
-- semicolons and empty statements
;;; local a = 1; ; eq(a, 1);
do ; end
while false do ; end
::x:: ; ; ;
---
-- a call on a new line belongs to the expression before it
local f = function(x) return function() return x end end
local a = f
(5)
eq(a(), 5)
---
-- comments
--[[ long
comment ]] local a = 1 --[==[ another ]] ]==] local b = 2 -- short
--[ not long
--[==
eq(a + b, 3) --[[]]--[[]]
