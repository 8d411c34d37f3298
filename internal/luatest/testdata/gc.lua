-- Garbage collection as a script sees it: weak tables, finalizers, collectgarbage.

local function collect() collectgarbage() collectgarbage() end

-- collectgarbage's options
eq(type(collectgarbage("count")), "number") eq(collectgarbage(), 0) eq(collectgarbage("collect"), 0) eq(collectgarbage("isrunning"), true)
collectgarbage("stop") eq(collectgarbage("isrunning"), false) collectgarbage("restart") eq(collectgarbage("isrunning"), true)
eq(type(collectgarbage("step")), "boolean")
fails("bad argument #1 to 'collectgarbage' (invalid option 'nothing')", collectgarbage, "nothing")
fails("bad argument #1 to 'collectgarbage' (string expected, got table)", collectgarbage, {})
local mode = collectgarbage("incremental")
eq(mode == "incremental" or mode == "generational", true)
eq(collectgarbage("incremental"), "incremental")
---
-- weak values
local function collect() collectgarbage() collectgarbage() end
local w = setmetatable({}, { __mode = "v" })
local keep = {}
w[1] = {} w[2] = keep w.x = {} w.y = keep w[3] = 5 w[4] = "str" w[5] = function() end w.z = true
collect()
eq(w[1], nil) eq(w[2], keep) eq(w.x, nil) eq(w.y, keep) eq(w[3], 5) eq(w[4], "str") eq(w.z, true)
w[1] = {}
local n = 0
for k, v in pairs(w) do n = n + 1 end
eq(n >= 5, true)
---
-- weak keys
local function collect() collectgarbage() collectgarbage() end
local w = setmetatable({}, { __mode = "k" })
local key = {}
w[key] = "kept" w[{}] = "lost" w["s"] = {} w[1] = {} w[function() return key end] = 1
collect()
eq(w[key], "kept") eq(type(w.s), "table") eq(type(w[1]), "table")
local n = 0
for k in pairs(w) do if type(k) == "table" then n = n + 1 eq(k, key) end end
eq(n, 1)
---
-- ephemerons: a value that refers to its own key does not keep it
local function collect() collectgarbage() collectgarbage() end
local e = setmetatable({}, { __mode = "k" })
do
  local k = {}
  e[k] = { k }
  local a, b = {}, {}
  e[a] = b e[b] = a
end
collect()
eq(next(e), nil)
-- but one whose key is alive keeps its value, and chains of them
local k1 = {}
local k2 = {}
e[k1] = k2 e[k2] = { "end" }
k2 = nil
collect()
eq(e[e[k1]][1], "end")
---
-- both weak
local function collect() collectgarbage() collectgarbage() end
local w = setmetatable({}, { __mode = "kv" })
local k, v = {}, {}
w[k] = v w[{}] = v w[k] = v w[v] = {}
collect()
eq(w[k], v) eq(w[v], nil)
local n = 0
for _ in pairs(w) do n = n + 1 end
eq(n, 1)
--- plain: a collection between two of the objects would finalize the first before
-- finalizers run once, in reverse order of their marking
local log = {}
do
  for i = 1, 5 do setmetatable({ i }, { __gc = function(o) log[#log + 1] = o[1] end }) end
end
collectgarbage() collectgarbage()
eq(table.concat(log, " "), "5 4 3 2 1")
collectgarbage()
eq(#log, 5)
---
-- resurrection
local saved
do local o = setmetatable({ "r" }, { __gc = function(o) saved = o end }) end
collectgarbage() collectgarbage()
eq(saved[1], "r")
saved = nil
collectgarbage() collectgarbage()
eq(saved, nil) -- the finalizer is not called a second time
-- unless it is marked again
local n = 0
local mt = {}
mt.__gc = function(o) n = n + 1 if n < 3 then setmetatable(o, mt) end end
do setmetatable({}, mt) end
for _ = 1, 5 do collectgarbage() collectgarbage() end
eq(n, 3)
--- plain: a collection before __gc is a function would take the mark away
-- a metatable without __gc when it is set does not mark
local n = 0
local mt = {}
do setmetatable({}, mt) end
mt.__gc = function() n = n + 1 end
collectgarbage() collectgarbage()
eq(n, 0)
-- a __gc that is no function yet marks
local mt = { __gc = true }
do setmetatable({}, mt) end
mt.__gc = function() n = n + 1 end
collectgarbage() collectgarbage()
eq(n, 1)
---
-- what a finalizer refers to is still whole
local got
do
  local child = { name = "child" }
  setmetatable({ child = child }, { __gc = function(o) got = o.child.name end })
end
collectgarbage() collectgarbage()
eq(got, "child")
---
-- weak values are cleared before finalizers run, weak keys after
local v = setmetatable({}, { __mode = "v" })
local k = setmetatable({}, { __mode = "k" })
local seenv, seenk
do
  local o
  o = setmetatable({}, { __gc = function(x) seenv = v.o seenk = k[x] end })
  v.o = o
  k[o] = "info"
  o = nil
end
collectgarbage() collectgarbage()
eq(seenv, nil) eq(seenk, "info")
collectgarbage() collectgarbage()
eq(next(k), nil)
---
-- cycles of every kind are collected
local w = setmetatable({}, { __mode = "v" })
do
  local a, b = {}, {}
  a.b, b.a = b, a
  w[1] = a
  local f
  local t = {}
  f = function() return f, t end
  t.f = f
  w[2] = t
  local co = coroutine.create(function(x) local self = x coroutine.yield() return self end)
  local holder = { co = co }
  coroutine.resume(co, holder)
  w[3] = holder w[4] = co
  local m = {}
  setmetatable(m, m)
  m.__index = m
  w[5] = m
end
collectgarbage() collectgarbage()
eq(next(w), nil)
---
-- live data survives, whatever its shape
local keep = {}
for i = 1, 200 do
  local up = { i }
  keep[i] = {
    f = function() return up[1] end,
    co = coroutine.wrap(function() local x = { i } while true do coroutine.yield(x[1]) end end),
    s = ("s"):rep(i), t = setmetatable({}, { __index = function() return up end }),
    [up] = i, n = i + 0.5,
  }
end
for round = 1, 3 do
  for _ = 1, 1000 do local junk = { {}, "x" .. round } end
  collectgarbage()
  for i = 1, 200 do
    local o = keep[i]
    eq(o.f(), i) eq(o.co(), i) eq(o.s, ("s"):rep(i)) eq(o.t.x[1], i) eq(o.n, i + 0.5)
  end
end
---
-- memory is returned
local before = collectgarbage("count")
do local t = {} for i = 1, 20000 do t[i] = { i } end end
collectgarbage() collectgarbage()
eq(collectgarbage("count") < before + 200, true)
-- also while a loop makes garbage
local peak = 0
for i = 1, 200000 do local t = { i } if i % 1000 == 0 then peak = math.max(peak, collectgarbage("count")) end end
eq(peak < 20000, true)
---
-- with the collector stopped nothing is lost
collectgarbage("stop")
local w = setmetatable({}, { __mode = "v" })
w[1] = {}
for i = 1, 1000 do local t = { {} } end
eq(type(w[1]), "table")
collectgarbage("restart")
collectgarbage()
eq(w[1], nil)
---
-- strings are values: a weak table never loses them
local w = setmetatable({}, { __mode = "kv" })
w["key" .. 1] = "value" .. 1
collectgarbage() collectgarbage()
eq(w.key1, "value1")
---
-- an error in a finalizer does not reach the program
do setmetatable({}, { __gc = function() error("in gc") end }) end
collectgarbage() collectgarbage()
eq(1, 1)
---
-- finalizers during a step, and a full collection inside one
local n = 0
for i = 1, 50 do setmetatable({}, { __gc = function() n = n + 1 local t = {} for j = 1, 10 do t[j] = { j } end end }) end
for i = 1, 200 do collectgarbage("step", 100) end
collectgarbage() collectgarbage()
eq(n, 50)
do setmetatable({}, { __gc = function() collectgarbage() n = n + 1 end }) end
collectgarbage() collectgarbage()
eq(n, 51)
---
-- changing __mode takes effect
local t = {}
t[1] = {}
collectgarbage()
eq(type(t[1]), "table")
setmetatable(t, { __mode = "v" })
collectgarbage() collectgarbage()
eq(t[1], nil)
---
-- a weak table during its own traversal
local w = setmetatable({}, { __mode = "k" })
local live = {}
for i = 1, 100 do local k = { i } w[k] = i if i % 2 == 0 then live[i] = k end end
local n = 0
for k, v in pairs(w) do if v == 50 then collectgarbage() end n = n + 1 end
collectgarbage() collectgarbage()
n = 0
for k, v in pairs(w) do n = n + 1 eq(v % 2, 0) eq(k[1], v) end
eq(n, 50)
---
-- a coroutine that is suspended keeps what its locals refer to
local w = setmetatable({}, { __mode = "v" })
local co = coroutine.wrap(function() local a = {} w[1] = a coroutine.yield() return a end)
co()
collectgarbage() collectgarbage()
eq(type(w[1]), "table") eq(co(), w[1])
