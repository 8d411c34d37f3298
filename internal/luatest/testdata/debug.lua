-- The debug library and tracebacks.
--- needs debug
local t = debug.traceback("msg")
eq(t:match("^msg\nstack traceback:\n") ~= nil, true)
eq(debug.traceback(nil) == nil or type(debug.traceback(nil)) == "string", true)
local tab = {}
eq(debug.traceback(tab), tab) eq(debug.traceback(5), "5\nstack traceback:\n" .. debug.traceback(5):match("traceback:\n(.*)"))
eq(debug.traceback("x", 100), "x\nstack traceback:")
--- needs debug
-- the lines of a traceback name the functions
local tb
local function inner() tb = debug.traceback("here") end
local function middle() inner() end
function outer() middle() end
local o = { method = function(self) outer() end }
o:method()
local lines = {}
for l in tb:gmatch("[^\n]+") do lines[#lines + 1] = l:match("^%s*(.*)$") end
eq(lines[1], "here") eq(lines[2], "stack traceback:")
eq(lines[3], "debug.lua:12: in upvalue 'inner'")
eq(lines[4], "debug.lua:13: in upvalue 'middle'")
eq(lines[5], "debug.lua:14: in function 'outer'")
eq(lines[6], "debug.lua:15: in method 'method'")
eq(lines[7], "debug.lua:16: in main chunk")
outer = nil
--- needs debug
-- tail calls, fields, anonymous functions
local tb
local function leaf() tb = debug.traceback("t") return 1 end
local m = { f = function() local x = leaf() return x end }
local function tail() return m.f() end
local function run() local r = tail() return r end
local r = run()
eq(tb:match("in upvalue 'leaf'") ~= nil or tb:match("in local 'leaf'") ~= nil, true)
eq(tb:match("%(%.%.%.tail calls%.%.%.%)") ~= nil, true)
eq(tb:match("in local 'run'") ~= nil, true)
local co = coroutine.create(function() local x = 1 coroutine.yield() end)
coroutine.resume(co)
eq(debug.traceback(co), "stack traceback:\n\t[C]: in function 'coroutine.yield'\n\tdebug.lua:37: in function <debug.lua:37>")
eq(debug.traceback(co, "m"), "m\nstack traceback:\n\t[C]: in function 'coroutine.yield'\n\tdebug.lua:37: in function <debug.lua:37>")
eq(debug.traceback(co, nil, 1), "stack traceback:\n\tdebug.lua:37: in function <debug.lua:37>")
coroutine.resume(co)
eq(debug.traceback(co), "stack traceback:")
--- needs debug
-- a traceback of a deep stack is cut
local function f(n) if n == 0 then return debug.traceback("d") end local r = f(n - 1) return r end
local tb = f(100)
local n = select(2, tb:gsub("\n", "\n"))
eq(n, 23) eq(tb:match("%.%.%.%s*%(skipping %d+ levels%)") ~= nil, true)
--- needs debug
-- getinfo
local function f(a, b, ...) local c = debug.getinfo(1, "nSlutf") return c end
local i = f()
eq(i.name, "f") eq(i.namewhat, "local") eq(i.short_src, "debug.lua") eq(i.source, "@debug.lua") eq(i.linedefined, 52) eq(i.lastlinedefined, 52)
eq(i.currentline, 52) eq(i.what, "Lua") eq(i.nups, 1) eq(i.nparams, 2) eq(i.isvararg, true) eq(i.istailcall, false) eq(i.func, f)
local i = debug.getinfo(print)
eq(i.what, "C") eq(i.short_src, "[C]") eq(i.source, "=[C]") eq(i.currentline, -1) eq(i.linedefined, -1) eq(i.nups, 0) eq(i.isvararg, true) eq(i.nparams, 0) eq(i.func, print)
local i = debug.getinfo(1)
eq(i.what, "main") eq(i.currentline, 58) eq(i.linedefined, 0) eq(i.name, nil)
eq(debug.getinfo(100), nil) eq(debug.getinfo(f, "L").activelines[52], true) eq(debug.getinfo(f, "S").name, nil)
local function g() return debug.getinfo(1, "t").istailcall end
local function h() return g() end
eq(h(), true) eq((g()), false)
fails("bad argument #2 to 'debug.getinfo' (invalid option)", debug.getinfo, 1, "X")
fails("bad argument #2 to 'debug.getinfo' (invalid option '>')", debug.getinfo, 1, ">S")
fails("bad argument #1 to 'debug.getinfo' (number expected, got no value)", debug.getinfo)
fails("bad argument #1 to 'debug.getinfo' (number expected, got string)", debug.getinfo, "x")
--- needs debug
-- getlocal, setlocal
local function f(a, b) local c = 3 do local d = 4 end local t = {} for i = 1, 10 do local n, v = debug.getlocal(1, i) if not n then break end t[#t + 1] = n end return table.concat(t, " ") end
eq(f(1, 2):match("^a b c t"), "a b c t")
eq(debug.getlocal(f, 1), "a") eq(debug.getlocal(f, 2), "b") eq(debug.getlocal(f, 3), nil)
local x = 10
local name, value
for i = 1, 10 do name, value = debug.getlocal(1, i) if name == "x" then eq(debug.setlocal(1, i, 20), "x") break end end
eq(x, 20)
local function v(...) return debug.getlocal(1, -1) end
list({ "(vararg)", 7 }, v(7, 8))
local co = coroutine.create(function(p) local q = 2 coroutine.yield() return q end)
coroutine.resume(co, 1)
list({ "p", 1 }, debug.getlocal(co, 1, 1)) list({ "q", 2 }, debug.getlocal(co, 1, 2)) eq(debug.setlocal(co, 1, 2, 9), "q") list({ true, 9 }, coroutine.resume(co))
fails("bad argument #1 to 'debug.getlocal' (level out of range)", debug.getlocal, 100, 1)
--- needs debug
-- getupvalue, setupvalue, upvalueid, upvaluejoin
local a, b = 1, 2
local function f() return a, b end
local function g() return b, a end
list({ "a", 1 }, debug.getupvalue(f, 1)) list({ "b", 2 }, debug.getupvalue(f, 2)) list({}, debug.getupvalue(f, 3)) eq(debug.setupvalue(f, 1, 10), "a") eq(a, 10)
eq(debug.upvalueid(f, 1) == debug.upvalueid(g, 2), true) eq(debug.upvalueid(f, 1) == debug.upvalueid(g, 1), false)
debug.upvaluejoin(f, 1, g, 1)
list({ 2, 2 }, f())
eq((debug.getupvalue(load("return x"), 1)), "_ENV")
--- needs debug
-- metatables and the registry of types
debug.setmetatable(5, { __index = function(n, k) return k .. n end, __call = function(n, x) return n + x end })
eq((5).x, "x5") eq((2)(3), 5)
debug.setmetatable(5, nil)
eq(debug.getmetatable(5), nil) eq(debug.getmetatable("").__index, string)
local t = setmetatable({}, { __metatable = "locked" })
eq(type(debug.getmetatable(t)), "table") debug.setmetatable(t, nil) eq(getmetatable(t), nil)
--- needs debug
-- hooks
local n = 0
debug.sethook(function() n = n + 1 end, "l")
local x = 1
x = 2
debug.sethook()
eq(n, 3) eq(debug.gethook(), nil)
local calls = {}
debug.sethook(function(e) local i = debug.getinfo(2, "n") calls[#calls + 1] = e .. ":" .. tostring(i.name) end, "cr")
local function foo() return 1 end
local r = foo()
debug.sethook()
eq(table.concat(calls, " "):match("call:foo return:foo") ~= nil, true)
local count = 0
debug.sethook(function() count = count + 1 end, "", 100)
for i = 1, 10000 do end
debug.sethook()
eq(count > 50, true)
