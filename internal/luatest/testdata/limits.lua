-- The limits of the compiler and of the machine.

-- local variables: 200 in a function
local function locals(n)
  local t = {}
  for i = 1, n do t[i] = "local a" .. i end
  return table.concat(t, "\n")
end
eq(type(load(locals(200))), "function")
syntax("201: too many local variables (limit is 200) in main function near <eof>", locals(201))
syntax("204: too many local variables (limit is 200) in function at line 2 near 'end'", "\nlocal function f()\n" .. locals(201) .. "\nend")
local t = {}
for i = 1, 201 do t[i] = "p" .. i end
syntax("1: too many local variables (limit is 200) in function at line 1 near ')'", "local function f(" .. table.concat(t, ",") .. ") end")
eq(type(load("local function f(" .. table.concat(t, ",", 1, 200) .. ") end")), "function")
syntax("1: too many local variables (limit is 200) in main function near <eof>", "local " .. table.concat(t, ","))
---
-- upvalues: 255 in a function
local function upvalues(n)
  local t = {}
  for j = 0, (n - 1) // 100 do
    t[#t + 1] = "local function f" .. j .. "()"
    for i = j * 100 + 1, math.min(n, j * 100 + 100) do t[#t + 1] = "local a" .. i end
  end
  t[#t + 1] = "local function last() local x"
  for i = 1, n do t[#t + 1] = "x = a" .. i end
  t[#t + 1] = "end"
  for j = 0, (n - 1) // 100 do t[#t + 1] = "end" end
  return table.concat(t, "\n")
end
eq(type(load(upvalues(250))), "function")
eq(type(load(upvalues(255))), "function")
syntax("517: too many upvalues (limit is 255) in function at line 260 near 'end'", upvalues(256))
---
-- nesting
local function nest(open, core, close, n) return open:rep(n) .. core .. close:rep(n) end
for _, c in ipairs({
  { "return ", "(", "1", ")" }, { "return ", "{", "", "}" }, { "", "do ", "", " end" }, { "", "while x do ", "", " end" }, { "", "if x then ", "", " end" },
  { "", "repeat ", "", " until x" }, { "return ", "function() return ", "1", " end" }, { "return ", "- ", "1", "" }, { "return ", "not ", "1", "" }, { "return ", "~", "1", "" },
  { "x = ", "a[", "1", "]" }, { "x = ", "f(", "1", ")" }, { "", "for i = 1, 2 do ", "", " end" }, { "x = ", "1 .. ", "1", "" }, { "x = ", "2 ^ ", "1", "" },
}) do
  eq(type(load(c[1] .. nest(c[2], c[3], c[4], 50))), "function")
  local f, msg = load(c[1] .. nest(c[2], c[3], c[4], 100000), "=src")
  eq(f, nil) eq(type(msg:match("overflow") or msg:match("too many")), "string")
end
---
-- what is not nesting is not limited
local function long(first, more, n) return first .. more:rep(n) end
eq(load("return " .. long("1", " + 1", 20000))(), 20001)
eq(load("local a = 1 return " .. long("a", " + a", 20000))(), 20001)
eq(load("local a = 1 return " .. long("a", " * a", 20000))(), 1)
eq(load("local a = true return " .. long("a", " and a", 20000))(), true)
eq(load("local a = false return " .. long("a", " or a", 20000))(), false)
eq(load("local a = 1 return " .. long("a", " == a", 20001))(), false)
eq(load("local t = {} t.a = t return " .. long("t", ".a", 20000) .. " == t")(), true)
eq(load("local function f() return f end; " .. "local f; f = function() return f end return " .. long("f", "()", 20000) .. " == f")(), true)
eq(load("local x = 0 " .. ("x = x + 1 "):rep(20000) .. "return x")(), 20000)
eq(load("local x = 0 if x == 1 then x = 2 " .. ("elseif x == 3 then x = 4 "):rep(5000) .. "else x = 5 end return x")(), 5)
eq(#load("return {" .. ("1,"):rep(60000) .. "}")(), 60000)
eq(select("#", load("return " .. ("1,"):rep(200) .. "1")()), 201)
---
-- registers
local t = {}
for i = 1, 240 do t[i] = "a" .. i end
eq(select("#", load("return " .. ("nil,"):rep(240) .. "nil")()), 241)
syntax("1: function or expression needs too many registers near 'a'", "local a; a = f(" .. ("a,"):rep(260) .. "a)")
syntax("1: function or expression needs too many registers near 'a'", "local a; return {f(" .. ("a,"):rep(260) .. "a)}")
syntax("1: function or expression needs too many registers near '1'", "return " .. ("1,"):rep(260) .. "1")
---
-- left sides of an assignment
local t = {}
for i = 1, 150 do t[i] = "g" .. i end
eq(type(load(table.concat(t, ",") .. " = 1")), "function")
local ok = load(("t.a,"):rep(300) .. "t.b = 1")
eq(ok, nil)
---
-- jumps over much code
local body = ("x = x + 1; "):rep(40000)
eq(load("local x = 0 for i = 1, 2 do " .. body .. " end return x")(), 80000)
eq(load("local x = 0 while x < 10 do " .. body .. " end return x")(), 40000)
eq(load("local x = 0 if x == 1 then " .. body .. " end return x")(), 0)
eq(load("local x = 0 goto done " .. body .. " ::done:: return x")(), 0)
eq(load("local x = 0 repeat " .. body .. " until x > 50000 return x")(), 80000)
---
-- arguments and results beyond the stack
fails("too many results to unpack", function() return table.unpack({}, 1, 1e7) end)
fails("stack overflow (string slice too long)", string.byte, ("x"):rep(1e7), 1, -1)
local function f(...) return ... end
local ok, msg = pcall(function() local t = {} for i = 1, 1e5 do t[i] = i end return select("#", f(table.unpack(t))) end)
list({ true, 100000 }, ok, msg)
---
-- stack overflow: the message, and life after it
local function f() return 1 + f() end
local ok, msg = pcall(f)
eq(ok, false) eq(msg:match("^[^:]+:%d+: stack overflow") ~= nil, true)
local n = 0
local function g() n = n + 1 g() n = n + 1 end
eq(pcall(g), false) eq(n > 1000, true)
local ok, msg = xpcall(f, function(m) return "handled" end)
list({ false, "handled" }, ok, msg)
local ok, msg = xpcall(f, function(m) local function h() return 1 + h() end h() end)
eq(ok, false)
---
-- an error handler that fails for ever
local ok, msg = xpcall(error, function() error("again") end)
eq(ok, false)
local function h() return h() .. "" end
eq((xpcall(error, h)), false)
---
-- deep recursion through the library
local function deep(n) local ok = pcall(deep, n + 1) return ok end
eq(deep(1), true)
local function sorter(n) table.sort({ 1, 2, 3 }, function(a, b) sorter(n + 1) return a < b end) end
eq(pcall(sorter, 1), false)
local function gs(s) return (s:gsub(".", gs)) end
eq(pcall(gs, "x"), false)
local function ld(n) return load("return ...")(ld(n + 1)) end
eq(pcall(ld, 1), false)
local t = setmetatable({}, { __index = function(t, k) return t[k + 1] end })
eq(pcall(function() return t[1] end), false)
---
-- memory errors of sizes no machine has
fails("resulting string too large", string.rep, "x", 1 << 40, ("y"):rep(1 << 20))
---
-- numbers of all lengths
eq(load("return " .. ("1"):rep(300))(), tonumber(("1"):rep(300))) eq(load("return 0x" .. ("f"):rep(300))(), -1) eq(load("return 0." .. ("0"):rep(250) .. "1")() > 0, true)
eq(tonumber(("1"):rep(400)), 1/0) eq(tonumber("1" .. ("0"):rep(190)), 1e190) eq(tonumber("0x" .. ("0"):rep(500) .. "1"), 1) eq(tonumber("0x." .. ("0"):rep(10) .. "1"), 2.0 ^ -44)
---
-- names and strings of all lengths
local name = ("n"):rep(10000)
eq(load("local " .. name .. " = 5 return " .. name)(), 5) eq(load(name .. " = 6 return " .. name)(), 6)
_G[name] = nil
local s = ("s"):rep(100000)
eq(load("return '" .. s .. "'")(), s) eq(load("return [==[" .. s .. "]==]")(), s) eq(#load("return '" .. ("\\65"):rep(1000) .. "'")(), 1000)
