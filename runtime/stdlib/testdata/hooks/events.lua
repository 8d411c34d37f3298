-- Events of hooks. Each chunk runs after this prelude, with "trace" to print the
-- events while a function runs.
local function value(v)
  local t = type(v)
  if t == "number" or t == "string" or t == "boolean" or t == "nil" then return tostring(v) end
  return t
end
function trace(mask, f, ...)
  local out = {}
  debug.sethook(function(event, line)
    local i = debug.getinfo(2, "Slnrt")
    local s = event
    if line then
      s = s .. " " .. line
      if i.currentline ~= line then s = s .. " but " .. i.currentline end
    elseif event ~= "count" then
      local name = i.namewhat ~= "" and i.namewhat .. " " .. tostring(i.name) or "?"
      s = s .. " " .. i.what .. " " .. i.currentline .. " " .. name .. (i.istailcall and " tail" or "")
      local values = {}
      for k = i.ftransfer, i.ftransfer + i.ntransfer - 1 do
        local _, v = debug.getlocal(2, k)
        values[#values + 1] = value(v)
      end
      s = s .. " (" .. table.concat(values, ", ") .. ")"
    end
    out[#out + 1] = s
  end, mask)
  local ok, err = pcall(f, ...)
  debug.sethook()
  print(table.concat(out, "\n"))
  print(ok, err)
end
---
-- straight lines, conditions
trace("l", function(a, b)
  local x = a + b
  if x > 2 then
    x = 1
  elseif x > 1 then
    x = 2
  else
    x = 3
  end

  local y = x
    + 1
    + a
  if a
    < b and
    b > a
  then y = nil end
  return y,
    x
end, 1, 2)
---
-- loops: a jump back is an event also on the same line
trace("l", function()
  for i = 1, 3 do end
  for i = 1, 2 do
    local x = i
  end
  for i = 3, 1, -1 do local y = i end
  for i = 1.0, 2 do local y = i end
  for i = 1, 0 do local z = i end
  local k = 0
  while k < 3 do k = k + 1 end
  while true do
    k = k - 1
    if k == 0 then break end
  end
  repeat k = k + 1 until k > 2
  repeat
    k = k - 1
    local done = k == 0
  until done
  for _ = 1, 3 do goto continue k = 5 ::continue:: end
  for i = 1, 3 do
    if i == 2 then goto continue end
    k = k + i
    ::continue::
  end
  ::again:: k = k + 1 if k < 8 then goto again end
  do ::top:: k = k + 1; if k < 11 then goto top end end
end)
---
-- loops over iterators
trace("l", function()
  for k, v in pairs({ 1, 2, 3 }) do
    local x = v
  end
  for i, v in ipairs({ 1, 2 }) do local x = v end
  for k in next, { 5 } do end
  for w in
    string.gmatch("a b", "%a") do
    local x = w
  end
  local function iter(s, i)
    if i < s then
      return i + 1
    end
  end
  for i in iter, 2, 0 do local x = i end
end)
---
trace("cr", function()
  for k, v in pairs({ 7 }) do local x = v end
  for i, v in ipairs({ 8 }) do local x = v end
  local function iter(s, i) if i < s then return i + 1 end end
  for i in iter, 2, 0 do local x = i end
end)
---
-- calls and returns with what they transfer
trace("cr", function()
  local function none() end
  local function one(a) return a end
  local function many(a, b, ...) return ..., a, b end
  none() one(1) one() one(1, 2) many(1, 2, 3, 4) many()
  local t = { many(5, 6, 7) }
  local x = select("#", many(1, 2, 3))
  local s = ("x"):rep(3):upper()
  math.max(3, 5, (one(4)))
  return one(one(one(9)))
end)
---
trace("crl", function()
  local function f(a,
    b)
    return a + b
  end
  local function v(...)
    local a, b = ...
    return a
  end
  return f(
    1,
    v(2,
      3)
  )
end)
---
-- tail calls
trace("crl", function()
  local function c(n)
    if n == 0 then return "end" end
    return tostring(n)
  end
  local function b(n) return c(n) end
  local function a(n)
    return b(n)
  end
  a(0)
  a(1)
  local function loop(n) if n > 0 then return loop(n - 1) end return n end
  return loop(3)
end)
---
-- metamethods
trace("crl", function()
  local mt = {}
  local t = setmetatable({}, mt)
  mt.__index = function(t, k) return k end
  mt.__newindex = function(t, k, v)
    rawset(t, k, v)
  end
  mt.__add = function(a, b) return 1 end
  mt.__concat = function(a, b) return "c" end
  mt.__eq = function() return true end
  mt.__lt = function() return true end
  mt.__le = function() return false end
  mt.__len = function() return 2 end
  mt.__unm = function() return 3 end
  mt.__call = function(self, a) return a end
  local x = t.name
  t.other = 1
  x = t + 1
  x = 1 + t
  x = "a" .. "b" .. t .. "d"
  x = t == setmetatable({}, mt)
  if t < t then x = 1 end
  if not (t <= 1) then x = 2 end
  x = #t
  x = -t
  return t(5)
end)
---
-- to-be-closed variables
trace("crl", function()
  local function closer(name)
    return setmetatable({}, { __close = function(_, e)
      local x = name
    end })
  end
  do
    local a <close> = closer("a")
    local b <close> = closer("b")
  end
  local function f()
    local c <close> = closer("c")
    return 1, 2
  end
  f()
  for i = 1, 2 do
    local d <close> = closer("d")
    if i == 1 then goto continue end
    ::continue::
  end
  pcall(function()
    local e <close> = closer("e")
    error("x")
  end)
  for i in next, { 1 }, nil, closer("f") do break end
end)
---
-- errors
trace("crl", function()
  pcall(error, "x")
  pcall(function()
    error("y")
  end)
  xpcall(function()
    local x = nil + 1
  end, function(m)
    return m
  end)
  select(2, pcall(string.rep))
  local ok = pcall(pcall, pcall, error)
end)
---
-- coroutines have hooks of their own
local out = {}
local co = coroutine.create(function(a)
  local x = a
  local y = coroutine.yield(x)
  return y
end)
debug.sethook(co, function(e, l) out[#out + 1] = e .. (l and " " .. l or "") end, "crl")
print(debug.gethook(co) ~= nil, select(2, debug.gethook(co)), debug.gethook())
print(coroutine.resume(co, 1))
print(coroutine.resume(co, 2))
print(table.concat(out, ", "))
---
-- a hook that is set on a suspended coroutine
local out = {}
local co = coroutine.wrap(function()
  local co = coroutine.running()
  coroutine.yield(co)
  local x = 1
  coroutine.yield()
  local y = 2
end)
local th = co()
debug.sethook(th, function(e, l) out[#out + 1] = e .. (l and " " .. l or "") end, "crl")
co()
debug.sethook(th)
co()
print(table.concat(out, ", "))
---
trace("crl", function()
  local gen = coroutine.wrap(function(n)
    for i = 1, n do
      coroutine.yield(i)
    end
    return "done"
  end)
  gen(2)
  gen()
  gen()
  pcall(gen)
  local co = coroutine.create(error)
  coroutine.resume(co, "x")
  coroutine.close(co)
end)
---
-- what a new coroutine takes over: not the function
debug.sethook(function() end, "crl", 7)
local co = coroutine.create(function() return debug.gethook() end)
local _, m, c = debug.gethook(co)
print(debug.gethook(co) == nil, m, c)
print(select(2, coroutine.resume(co)))
debug.sethook()
print(debug.gethook())
---
-- callbacks of library functions
trace("crl", function()
  local t = { 3, 1, 2 }
  table.sort(t, function(a, b)
    return a < b
  end)
  local s = string.gsub("ab", "%a", function(c)
    return c:upper()
  end)
  return s
end)
---
-- the hook sees and changes the function it interrupts
local function f(a, b)
  local c = a + b
  return c
end
local seen = {}
debug.sethook(function(e, l)
  local n, v = debug.getlocal(2, 1)
  if n ~= "a" then return end
  seen[#seen + 1] = e .. " " .. tostring(n) .. "=" .. tostring(v) .. " " .. tostring(debug.getlocal(2, 3))
  if e == "call" and n == "a" then debug.setlocal(2, 1, 10) end
end, "cr")
local r = f(1, 2)
debug.sethook()
print(r)
print(table.concat(seen, "\n"))
---
-- what is known about the hook itself
debug.sethook(function(e, l)
  local i = debug.getinfo(1, "nSt")
  print(i.namewhat, i.name, i.istailcall, debug.traceback("x"):match("in [^\n]*"))
  debug.sethook()
end, "l")
local x = 1
print(debug.gethook())
---
-- an error in a hook is an error where it was called
local function f()
  local x = 1
  return x
end
print(pcall(function()
  debug.sethook(function(e, l) debug.sethook() error("in hook " .. l) end, "l")
  f()
end))
print(debug.gethook())
print(coroutine.resume(coroutine.create(function()
  debug.sethook(function(e, l) error("in hook " .. l) end, "l")
  print(pcall(f), 1)
  print(pcall(f), 2)
end)))
local n = 0
debug.sethook(function(e) n = n + 1 if n == 2 then error("again", 0) end end, "r")
print(pcall(f))
debug.sethook()
for _, mask in ipairs { "c", "r", "l" } do
  local n = 0
  local ok, err = pcall(function()
    debug.sethook(function() n = n + 1 if n == 3 then error("third", 0) end end, mask)
    for i = 1, 10 do f() end
  end)
  debug.sethook()
  print(mask, ok, err, n)
end
---
-- a hook cannot yield
local co = coroutine.create(function()
  debug.sethook(function() coroutine.yield() end, "l")
  local x = 1
end)
print(coroutine.resume(co))
print(coroutine.status(co))
print(pcall(function()
  debug.sethook(function() debug.sethook() print(coroutine.isyieldable()) coroutine.yield() end, "l")
  local x = 1
end))
debug.sethook()
co = coroutine.wrap(function()
  local r = {}
  debug.sethook(function() r[#r + 1] = coroutine.isyieldable() end, "", 1)
  local x = 1
  debug.sethook()
  return r[1], coroutine.isyieldable()
end)
print(co())
---
-- no hook inside a hook, but in a coroutine that it resumes
local out = {}
local inner
debug.sethook(function(e, l)
  out[#out + 1] = "outer " .. l
  if not inner then
    inner = coroutine.create(function()
      debug.sethook(function(e, l) out[#out + 1] = "inner " .. l end, "l")
      local x = 1
      local y = 2
    end)
  end
  coroutine.resume(inner)
  local z = string.rep("x", 3)
end, "l")
local a = 1
local b = 2
debug.sethook()
print(table.concat(out, ", "))
---
-- one hook takes the place of another
local out = {}
debug.sethook(function(e, l)
  out[#out + 1] = "first " .. e
  debug.sethook(function(e, l)
    out[#out + 1] = "second " .. e .. " " .. tostring(l)
  end, "crl")
end, "l")
local function f() return 1 end
local a = f()
local b = tostring(2)
debug.sethook()
print(table.concat(out, ", "))
---
-- a hook set deep in the stack holds for those that wait
local out = {}
local function deep(n)
  if n == 0 then
    debug.sethook(function(e, l) out[#out + 1] = e .. (l and " " .. l or "") end, "crl")
    return 0
  end
  local r = deep(n - 1)
  return r + 1
end
local r = deep(3)
local ok = pcall(function()
  local t = setmetatable({}, { __index = function() return deep(1) end })
  return t.x
end)
debug.sethook()
print(r, ok, table.concat(out, ", "))
---
local out = {}
local ok = pcall(function()
  pcall(function()
    debug.sethook(function(e, l) out[#out + 1] = e .. (l and " " .. l or "") end, "crl")
    error("x")
  end)
  local x = 1
end)
local t <const> = 1
debug.sethook()
print(ok, table.concat(out, ", "))
---
-- instructions are counted
local n = 0
debug.sethook(function(e, l) n = n + 1 assert(e == "count" and l == nil) end, "", 1)
for i = 1, 1000 do end
debug.sethook()
print(n >= 1000 and n < 1012)
n = 0
debug.sethook(function() n = n + 1 end, "", 100)
for i = 1, 1000 do end
debug.sethook()
print(n)
n = 0
debug.sethook(function() n = n + 1 end, "", 4000)
for i = 1, 1000 do end
debug.sethook()
print(n, debug.gethook())
local lines, counts = 0, 0
debug.sethook(function(e) if e == "line" then lines = lines + 1 else counts = counts + 1 end end, "l", 1)
local x = 1
debug.sethook()
print(lines == counts)
---
-- jumps to themselves
local n = 0
local function hook() n = n + 1 if n == 50 then debug.sethook() error("stop", 0) end end
debug.sethook(hook, "l")
print(pcall(function() ::a:: goto a end))
n = 0
debug.sethook(hook, "", 1)
print(pcall(function() while true do end end))
n = 0
debug.sethook(hook, "l")
print(pcall(function() local x = false repeat until x end))
n = 0
debug.sethook(hook, "l")
print(pcall(function() local x, y = 1, 2 repeat until x == y end))
n = 0
debug.sethook(hook, "l")
print(pcall(function() local x, y = 1, setmetatable({}, { __lt = function() return false end }) repeat until x < y end))
n = 0
debug.sethook(hook, "l")
print(pcall(function() for i = 1, 1e9 do end end))
---
-- masks, and arguments that are wrong
local function f() end
for _, m in ipairs { "", "c", "r", "l", "cr", "rl", "lrc", "xyz", "cxl" } do
  debug.sethook(f, m)
  local g, mask, count = debug.gethook()
  debug.sethook()
  print(m, g == f, mask, count)
end
debug.sethook(f, "", 5) print(select(2, debug.gethook())) debug.sethook(nil)
debug.sethook(f, "c", -5) print(select(2, debug.gethook())) debug.sethook(nil, "l")
print(debug.gethook())
print(pcall(debug.sethook, f))
print(pcall(debug.sethook, 1, "l"))
print(pcall(debug.sethook, f, {}))
print(pcall(debug.sethook, f, "l", "x"))
print(pcall(debug.sethook, coroutine.create(f), 1, "l"))
---
-- functions of the library as hooks
debug.sethook(print, "l")
local x = 1
local function f() return 2 end
debug.sethook(print, "cr")
f()
debug.sethook()
print(coroutine.resume(coroutine.create(function()
  debug.sethook(error, "l")
  local y = 1
end)))
---
-- finalizers are not hooked
local out = {}
local function make() setmetatable({}, { __gc = function()
  local dead = 1
  finalized = true
end }) end
make()
debug.sethook(function(e, l) out[#out + 1] = e .. " " .. tostring(l) end, "l")
collectgarbage()
local x = 1
debug.sethook()
print(finalized, table.concat(out, ", "))
---
-- values wait while a hook runs
local function many(n)
  local t = {}
  for i = 1, n do t[i] = i end
  return table.unpack(t)
end
local n = 0
debug.sethook(function(...)
  n = n + 1
  local function fill(k, ...) if k > 0 then return fill(k - 1, k, ...) end return select("#", ...) end
  fill(30)
  local g = {} for i = 1, 10 do g[i] = { i } end
end, "crl", 1)
local t = { many(60) }
local s = select("#", many(70))
local function pass(...) return ... end
local u = { pass(
  pass(many(50))
) }
local str = ("a"):rep(3) .. table.concat({ many(3) }) .. tostring((pass(
  many(2)
)))
debug.sethook()
print(#t, t[60], s, #u, u[50], str, n > 100)
---
-- functions loaded without debug information
local f = load(string.dump(load("local a = 1\nlocal b = 2\nreturn a + b"), true))
if f then
  local out = {}
  debug.sethook(function(e, l) out[#out + 1] = e .. " " .. tostring(l) end, "l")
  local r = f()
  debug.sethook()
  print(r, table.concat(out, ", "))
end
---
-- locals.lua of the reference has a hook in a function that returns through __close
local out = {}
local function f()
  local a <close> = setmetatable({}, { __close = function() out[#out + 1] = "closed" end })
  return "x", "y", "z"
end
debug.sethook(function(e)
  local i = debug.getinfo(2, "nr")
  if i.name == "f" then
    out[#out + 1] = e
    for k = i.ftransfer, i.ftransfer + i.ntransfer - 1 do out[#out + 1] = select(2, debug.getlocal(2, k)) end
  end
end, "r")
f()
debug.sethook()
print(table.concat(out, " "))
---
-- calls over lines: since 5.4.6 a call is where its parenthesis is
trace("l", function()
  coroutine.wrap(function()
    local x = 1
  end)()
  local function f(...) return f end
  f
    (1)
    (
      2
    )
  tostring
  "x"
  f
  {
    1
  }
end)
