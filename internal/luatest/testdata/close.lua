-- To-be-closed variables.

local log = {}
local function C(name, fail)
  return setmetatable({}, { __close = function(_, e)
    log[#log + 1] = name .. (e == nil and "" or "(" .. tostring(e):gsub("^[^:]+:%d+: ", "") .. ")")
    if fail then error(fail, 0) end
  end })
end
local function got() local s = table.concat(log, " ") log = {} return s end

-- normal end, in reverse order
do local a <close> = C "a" local b <close> = C "b" local c = 1 end
eq(got(), "b a")
-- break, goto, return
for i = 1, 3 do local a <close> = C("f" .. i) if i == 2 then break end end
eq(got(), "f1 f2")
while true do local a <close> = C "w" do local b <close> = C "x" goto out end end
::out::
eq(got(), "x w")
local function f() local a <close> = C "a" do local b <close> = C "b" return 1, 2, 3 end end
list({ 1, 2, 3 }, f())
eq(got(), "b a")
-- the results are computed before the closing
local function g() local x = 1 local a <close> = setmetatable({}, { __close = function() x = 2 end }) return x end
eq(g(), 1)
-- a call in a return is not a tail call then
local function h() local a <close> = C "a" return (function() log[#log + 1] = "called" return 5 end)() end
eq(h(), 5) eq(got(), "called a")
-- varargs
local function v(...) local a <close> = C "v" return ... end
list({ 1, nil, 3, n = 3 }, v(1, nil, 3)) eq(got(), "v")
-- errors
eq(select(2, pcall(function() local a <close> = C "a" local b <close> = C "b" error("e", 0) end)), "e")
eq(got(), "b(e) a(e)")
eq(select(2, pcall(function() local a <close> = C "a" local b <close> = C("b", "e2") error("e1", 0) end)), "e2")
eq(got(), "b(e1) a(e2)")
eq(select(2, pcall(function() local a <close> = C("a", "e3") local b <close> = C("b", "e2") end)), "e3")
eq(got(), "b a(e2)")
eq(select(2, pcall(function() local a <close> = C("a", "e") return 1 end)), "e")
eq(got(), "a")
-- nil and false are allowed and ignored
do local a <close> = nil local b <close> = false end
-- repeat: closed before the condition's next turn
local n = 0
repeat local a <close> = C("r" .. n) n = n + 1 until n == 2
eq(got(), "r0 r1")
-- the condition of repeat sees the variable still open
repeat local x = 1 local a <close> = C "c" log[#log + 1] = "body" until (function() log[#log + 1] = "cond" return x == 1 end)()
eq(got(), "body cond c")
-- goto backwards closes
do
  local i = 0
  ::top::
  do
    local a <close> = C("g" .. i)
    i = i + 1
    if i < 3 then goto top end
  end
end
eq(got(), "g0 g1 g2")
-- goto continue closes
for i = 1, 2 do local a <close> = C("k" .. i) if i == 1 then goto cont end log[#log + 1] = "-" ::cont:: end
eq(got(), "k1 - k2")
---
-- generic for closes its fourth value
local log = {}
local function iter(n, fail)
  return function(_, i) i = i + 1 if fail and i == fail then error("iter", 0) end if i <= n then return i end end, nil, 0,
    setmetatable({}, { __close = function(_, e) log[#log + 1] = "closed" .. tostring(e) end })
end
local function got() local s = table.concat(log, " ") log = {} return s end
for i in iter(3) do log[#log + 1] = i end
eq(got(), "1 2 3 closednil")
for i in iter(3) do break end
eq(got(), "closednil")
local function f() for i in iter(3) do if i == 2 then return i end end end
eq(f(), 2) eq(got(), "closednil")
eq(pcall(function() for i in iter(3) do error("body", 0) end end), false) eq(got(), "closedbody")
eq(pcall(function() for i in iter(3, 2) do end end), false) eq(got(), "closediter")
for i in iter(2) do for j in iter(2) do if j == 1 then goto next end end ::next:: end
eq(got(), "closednil closednil closednil")
for i in next, {}, nil, nil do end
for i in next, {}, nil, false do end
fails("variable '(for state)' got a non-closable value", function() for i in next, {}, nil, {} do end end)
fails("variable '(for state)' got a non-closable value", function() for i in next, {}, nil, 5 do end end)
---
-- values that cannot be closed
raises("variable 'a' got a non-closable value", "local a <close> = {}")
raises("variable 'a' got a non-closable value", "local a <close> = 5")
raises("variable 'xyz' got a non-closable value", "local xyz <close> = setmetatable({}, {})")
raises("variable 'a' got a non-closable value", "local a <close> = true")
raises("variable 'a' got a non-closable value", "local a <close> = 'x'")
raises("attempt to call a number value (metamethod 'close')", "local a <close> = setmetatable({}, {__close = 5})")
raises("attempt to call a table value (metamethod 'close')", "local a <close> = setmetatable({}, {__close = {}})")
-- a metamethod lost after the declaration
raises("attempt to call a nil value (metamethod 'close')", "local a <close> = setmetatable({}, {__close = print}); getmetatable(a).__close = nil")
raises("attempt to call a nil value (metamethod 'close')", "local a <close> = setmetatable({}, {__close = print}); setmetatable(a, nil)")
---
-- the variable is constant, its object is not
local t = setmetatable({ n = 0 }, { __close = function(t) t.n = t.n + 1 end })
do local a <close> = t a.n = 5 end
eq(t.n, 6)
---
-- yield inside __close on every way out
local function C(name) return setmetatable({}, { __close = function(_, e) coroutine.yield(name .. tostring(e)) end }) end
local function steps(f)
  local co, log = coroutine.create(f), {}
  while true do
    local r = table.pack(coroutine.resume(co))
    if coroutine.status(co) == "dead" then
      for i = 2, r.n do log[#log + 1] = tostring(r[i]) end
      return (r[1] and "" or "error: ") .. table.concat(log, " ")
    end
    log[#log + 1] = r[2]
  end
end
eq(steps(function() local a <close> = C "a" local b <close> = C "b" end), "bnil anil")
eq(steps(function() local a <close> = C "a" local b <close> = C "b" return 1, 2, 3 end), "bnil anil 1 2 3")
eq(steps(function() for i = 1, 2 do local a <close> = C(i) end return "x" end), "1nil 2nil x")
eq(steps(function() for i = 1, 2 do local a <close> = C(i) break end return "x" end), "1nil x")
eq(steps(function() do local a <close> = C "a" goto l end ::l:: return "x" end), "anil x")
eq(steps(function() return pcall(function() local a <close> = C "a" error("e", 0) end) end), "ae false e")
eq(steps(function() local a <close> = C "a" local b <close> = C "b" error("e", 0) end), "error: e")
eq(steps(function() for x in next, { 1 }, nil, C "f" do end return "x" end), "fnil x")
eq(steps(function(...) local a <close> = C "a" return ... end), "anil")
eq(steps(function() local a <close> = C "a" return string.rep("x", 3) end), "anil xxx")
eq(steps(function()
  local ok, e = pcall(function()
    local a <close> = setmetatable({}, { __close = function(_, e) coroutine.yield("y" .. e) error("new", 0) end })
    local b <close> = C "b"
    error("old", 0)
  end)
  return e
end), "bold yold new")
---
-- a close that is not reached is not run
local n = 0
local function f(x) if x then local a <close> = setmetatable({}, { __close = function() n = n + 1 end }) return 1 end return 2 end
f(false) eq(n, 0) f(true) eq(n, 1)
---
-- upvalues captured before the close
local get
do
  local x = 1
  local a <close> = setmetatable({}, { __close = function() x = x + 1 end })
  get = function() return x end
  x = 10
end
eq(get(), 11)
---
-- nested protected calls inside __close
local log = {}
local a = setmetatable({}, { __close = function(_, e)
  local ok, m = pcall(error, "inner", 0)
  log[#log + 1] = m .. tostring(e)
end })
pcall(function() local x <close> = a error("outer", 0) end)
eq(log[1], "innerouter")
---
-- many variables to close
local n = 0
local src = { "local C = ..." }
for i = 1, 100 do src[#src + 1] = "local a" .. i .. " <close> = C(" .. i .. ")" end
local last = 101
load(table.concat(src, "\n"))(function(i) return setmetatable({}, { __close = function() eq(i, last - 1) last = i n = n + 1 end }) end)
eq(n, 100)
local function rec(k) local a <close> = setmetatable({}, { __close = function() n = n + 1 end }) if k > 0 then return rec(k - 1) end end
rec(1000)
eq(n, 1101)
---
-- coroutine.wrap in a for loop with a close that is pending: close frees it
local n = 0
local co = coroutine.create(function()
  local a <close> = setmetatable({}, { __close = function() n = n + 1 end })
  for i = 1, 10 do coroutine.yield(i) end
end)
coroutine.resume(co) coroutine.resume(co)
eq(n, 0) eq(coroutine.close(co), true) eq(n, 1)
-- an error in a wrapped coroutine closes its variables
local f = coroutine.wrap(function() local a <close> = setmetatable({}, { __close = function(_, e) n = e end }) error("w", 0) end)
eq(pcall(f), false) eq(n, "w")
---
-- coroutine.close waits for its end: what it calls cannot yield
local function closer(f) return setmetatable({}, { __close = f }) end
local log = {}
local co = coroutine.create(function()
  local a <close> = closer(function(_, e) log[#log + 1] = e end)
  local b <close> = closer(function() log[#log + 1] = coroutine.isyieldable() coroutine.yield() end)
  coroutine.yield()
end)
coroutine.resume(co)
local ok, msg = coroutine.close(co)
eq(ok, false) eq(msg, "attempt to yield across a C-call boundary")
eq(coroutine.status(co), "dead") eq(log[1], false) eq(log[2], msg) eq(#log, 2)
-- nor can what it calls in another coroutine's name be hindered by it
co = coroutine.create(function()
  local a <close> = closer(function()
    local inner = coroutine.wrap(function() coroutine.yield(coroutine.isyieldable()) end)
    log[#log + 1] = inner()
  end)
  coroutine.yield()
end)
coroutine.resume(co)
eq(coroutine.close(co), true) eq(log[3], true)
-- so for a coroutine.wrap that fails
local f = coroutine.wrap(function()
  local a <close> = closer(function() coroutine.yield() end)
  error("first", 0)
end)
ok, msg = pcall(f)
eq(ok, false) eq(msg, "attempt to yield across a C-call boundary")
---
local x <close> = {} --= variable 'x' got a non-closable value
---
local x <close> = setmetatable({}, { __close = function() error("in close") end }) --= in close
