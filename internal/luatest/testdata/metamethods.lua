-- Metatables and metamethods.

-- arithmetic and bitwise: which operand's metamethod, in which order, with what
local log = {}
local names = { "add", "sub", "mul", "div", "mod", "pow", "unm", "idiv", "band", "bor", "bxor", "shl", "shr", "bnot", "concat" }
local mt = {}
for _, n in ipairs(names) do
  mt["__" .. n] = function(a, b) return n, a, b end
end
local o = setmetatable({}, mt)
local function check(name, a, b, got) eq(got, name) end
eq((o + 1), "add") eq((1 + o), "add") eq(o - 1, "sub") eq(2 - o, "sub") eq(o * 2, "mul") eq(2 * o, "mul")
eq(o / 2, "div") eq(2 / o, "div") eq(o % 2, "mod") eq(2 % o, "mod") eq(o ^ 2, "pow") eq(2 ^ o, "pow")
eq(o // 2, "idiv") eq(2 // o, "idiv") eq(o & 1, "band") eq(1 & o, "band") eq(o | 1, "bor") eq(1 | o, "bor")
eq(o ~ 1, "bxor") eq(1 ~ o, "bxor") eq(o << 1, "shl") eq(1 << o, "shl") eq(o >> 1, "shr") eq(1 >> o, "shr")
eq(-o, "unm") eq(~o, "bnot") eq(o .. 1, "concat") eq(1 .. o, "concat") eq("a" .. o, "concat") eq(o .. "a", "concat")
eq(o + 1.5, "add") eq(o + "x", "add") eq("x" + o, "add") eq(nil + o, "add") eq(o + nil, "add") eq({} + o, "add")
eq("x" & o, "band") eq(1.5 | o, "bor") eq(o ~ {}, "bxor") eq(nil .. o, "concat") eq(o .. {}, "concat")
eq(o + 1000, "add") eq(1000 - o, "sub") eq(o - 1000, "sub") eq(o * 0.5, "mul") eq(o + o, "add") eq(o .. o, "concat")
---
-- the operands arrive in their order, also with constants
local mt = { __sub = function(a, b) return { a, b } end, __lt = function(a, b) return type(a) == "table" end,
  __shl = function(a, b) return { a, b } end, __unm = function(a, b) return { a, b } end, __len = function(a, b) return { a, b } end }
local o = setmetatable({}, mt)
list({ o, 1 }, table.unpack(o - 1)) list({ 1, o }, table.unpack(1 - o)) list({ o, 1.5 }, table.unpack(o - 1.5))
list({ 1000, o }, table.unpack(1000 - o)) list({ "a", o }, table.unpack("a" - o)) list({ 1, o }, table.unpack(1 << o))
list({ o, 1 }, table.unpack(o << 1)) list({ o, o }, table.unpack(-o)) list({ o, o }, table.unpack(#o))
eq(o < 1, true) eq(1 < o, false) eq(o > 1, false) eq(1 > o, true)
---
-- the first operand's metamethod goes before the second's
local a = setmetatable({}, { __add = function() return "a" end, __concat = function() return "a" end, __lt = function() return true end })
local b = setmetatable({}, { __add = function() return "b" end, __concat = function() return "b" end, __lt = function() return false end })
local c = setmetatable({}, {})
eq(a + b, "a") eq(b + a, "b") eq(c + b, "b") eq(a + c, "a") eq(a .. b, "a") eq(c .. b, "b") eq(a < b, true) eq(b < a, false)
eq(a > b, false) eq(c < a, true) eq(c < b, false)
---
-- one result, whatever the metamethod returns
local o = setmetatable({}, {
  __add = function() return 1, 2, 3 end, __index = function() return 1, 2 end, __len = function() return 7, 8 end,
  __sub = function() end, __unm = function() end, __call = function() return 1, 2 end, __concat = function() end,
})
list({ 1 }, o + o) list({ n = 1 }, o - o) list({ 1 }, o.x) list({ 7 }, #o) list({ n = 1 }, -o) list({ 1, 2 }, o()) list({ n = 1 }, o .. o)
local x, y = o + 1
eq(x, 1) eq(y, nil)
---
-- comparison results are booleans
local r
local mt = { __lt = function() return r end, __le = function() return r end, __eq = function() return r end }
local a, b = setmetatable({}, mt), setmetatable({}, mt)
for _, v in ipairs({ 1, "x", {}, true }) do
  r = v
  eq(a < b, true) eq(a <= b, true) eq(a == b, true) eq(a ~= b, false) eq(a > b, true) eq(a >= b, true)
  eq(not (a < b), false)
  if a < b then else error() end
  if a == b then else error() end
  if a ~= b then error() end
end
for _, v in ipairs({ false }) do
  r = v
  eq(a < b, false) eq(a <= b, false) eq(a == b, false) eq(a ~= b, true)
  if a < b then error() end
end
r = nil
eq(a < b, false) eq(a == b, false)
---
-- __eq is for two tables or two userdata that are not the same object
local n = 0
local mt = { __eq = function() n = n + 1 return true end }
local a, b = setmetatable({}, mt), setmetatable({}, mt)
eq(a == a, true) eq(n, 0) eq(a == b, true) eq(n, 1) eq(a ~= b, false) eq(n, 2)
eq(a == {}, true) eq({} == a, true) eq(n, 4) eq(a == 1, false) eq(1 == a, false) eq(a == nil, false) eq(a == "x", false) eq(n, 4)
eq(rawequal(a, b), false) eq(n, 4) eq({} == {}, false)
local t = { [a] = 1 }
eq(t[b], nil)
local c = setmetatable({}, { __eq = function() return false end })
eq(c == a, false) eq(a == c, true)
---
-- __le is not made from __lt of the other order unless the implementation keeps
-- that compatibility; with both present each is itself
local o = setmetatable({}, { __lt = function() return true end, __le = function() return false end })
eq(o < 1, true) eq(o <= 1, false) eq(1 > o, true) eq(1 >= o, false)
---
-- __index: function, table, chain
local base = { x = 1, y = 2 }
local mid = setmetatable({ y = 20 }, { __index = base })
local o = setmetatable({ z = 300 }, { __index = mid })
list({ 1, 20, 300, nil, n = 4 }, o.x, o.y, o.z, o.w)
eq(rawget(o, "x"), nil) eq(o["x"], 1) eq(o[1], nil)
base.new = 5
eq(o.new, 5)
local f = setmetatable({}, { __index = function(t, k) return tostring(k) .. "!" end })
eq(f.a, "a!") eq(f[1], "1!") eq(f[1.5], "1.5!") eq(f[true], "true!") eq(rawget(f, "a"), nil) eq(f[nil], "nil!")
local p = setmetatable({}, { __index = f })
eq(p.q, "q!")
local self_seen
local g = setmetatable({}, { __index = function(t, k) self_seen = t return 1 end })
local h = setmetatable({}, { __index = g })
eq(h.x, 1) eq(self_seen, g)
local s = setmetatable({}, { __index = "text" })
eq(s.len, string.len)
s:len() --= calling 'len' on bad self (string expected, got table)
---
-- a field that is present does not ask, one that is nil does
local n = 0
local t = setmetatable({ a = false, [1] = 1 }, { __index = function() n = n + 1 return "m" end })
eq(t.a, false) eq(t[1], 1) eq(n, 0) eq(t.b, "m") eq(t[2], "m") eq(n, 2)
t.a = nil
eq(t.a, "m")
---
-- __newindex: function, table, chain; rawset
local log = {}
local store = {}
local t = setmetatable({ old = 1 }, { __newindex = function(t, k, v) log[#log + 1] = k rawset(t, k, v) end })
t.old = 2 t.new = 3 t.new = 4 t[1] = 5 t[1] = 6
eq(#log, 2) eq(t.old, 2) eq(t.new, 4) eq(t[1], 6)
t.new = nil
t.new = 1
eq(#log, 3)
local u = setmetatable({}, { __newindex = store })
u.x = 1
eq(rawget(u, "x"), nil) eq(store.x, 1) eq(u.x, nil)
local w = setmetatable({}, { __newindex = u })
w.y = 2
eq(store.y, 2) eq(rawget(w, "y"), nil) eq(rawget(u, "y"), nil)
local r = setmetatable({}, { __newindex = error })
rawset(r, "x", 1)
eq(r.x, 1)
r.x = 2
eq(r.x, 2)
eq(pcall(function() r.y = 1 end), false)
---
-- a nil or NaN key reaches the metamethod, but no table
local got
local t = setmetatable({}, { __newindex = function(_, k, v) got = v end })
t[nil] = 1
eq(got, 1)
t[0/0] = 2
eq(got, 2)
local u = setmetatable({}, { __newindex = {} })
fails("table index is nil", function() u[nil] = 1 end)
fails("table index is nil", rawset, {}, nil, 1)
fails("table index is NaN", rawset, {}, 0/0, 1)
---
-- loops in __index and __newindex
local a, b = {}, {}
setmetatable(a, { __index = b, __newindex = b }) setmetatable(b, { __index = a, __newindex = a })
fails("'__index' chain too long; possible loop", function() return a.x end)
fails("'__newindex' chain too long; possible loop", function() a.x = 1 end)
local s = {}
setmetatable(s, { __index = s, __newindex = s })
fails("'__index' chain too long; possible loop", function() return s.x end)
---
-- a chain of fifty is fine
local o = { x = "end" }
for i = 1, 50 do o = setmetatable({}, { __index = o }) end
eq(o.x, "end")
---
-- __len
local o = setmetatable({ 1, 2, 3 }, { __len = function(t) return 42 end })
eq(#o, 42) eq(rawlen(o), 3)
local s = setmetatable({}, { __len = function() return "text" end })
eq(#s, "text")
fails("object length is not an integer", table.unpack, s)
fails("object length is not an integer", table.concat, setmetatable({}, { __len = function() return 1.5 end }))
list({ 1, 2 }, table.unpack(setmetatable({ 1, 2, 3 }, { __len = function() return 2.0 end })))
---
-- __concat is right associative and takes the results as they come
local mt = { __concat = function(a, b)
  local x = type(a) == "table" and a.v or a
  local y = type(b) == "table" and b.v or b
  return setmetatable({ v = "(" .. x .. y .. ")" }, getmetatable(type(a) == "table" and a or b))
end }
local function C(v) return setmetatable({ v = v }, mt) end
eq((C "a" .. C "b" .. C "c").v, "(a(bc))")
eq((C "a" .. "b" .. "c").v, "(abc)")
eq(("a" .. "b" .. C "c").v, "(a(bc))")
eq(("a" .. C "b" .. "c").v, "(a(bc))")
eq((1 .. C "b").v, "(1b)")
eq((C "a" .. 1 .. 2).v, "(a12)")
---
-- __call
local c = setmetatable({}, { __call = function(self, ...) return self, ... end })
list({ c, 1, 2 }, c(1, 2)) list({ c }, c()) list({ true, c, 5 }, pcall(c, 5))
local m = { c = c }
list({ c, m, 1 }, m:c(1))
eq(select(2, table.unpack({ c(1) })), 1)
eq((string.gsub("abc", "%w", setmetatable({}, { __index = function(_, k) return k .. k end }))), "aabbcc")
---
-- setmetatable, getmetatable, __metatable
local t = {}
eq(getmetatable(t), nil) eq(setmetatable(t, nil), t) eq(setmetatable(t, {}), t)
local p = setmetatable({}, { __metatable = "locked" })
eq(getmetatable(p), "locked")
fails("cannot change a protected metatable", setmetatable, p, {})
fails("bad argument #2 to 'setmetatable' (nil or table expected, got number)", setmetatable, {}, 1)
fails("bad argument #2 to 'setmetatable' (nil or table expected, got no value)", setmetatable, {})
fails("bad argument #1 to 'setmetatable' (table expected, got number)", setmetatable, 1, {})
fails("bad argument #1 to 'setmetatable' (table expected, got no value)", setmetatable)
fails("bad argument #1 to 'getmetatable' (value expected)", getmetatable)
eq(getmetatable(setmetatable({}, { __metatable = false })), false)
fails("cannot change a protected metatable", setmetatable, setmetatable({}, { __metatable = false }), nil)
eq(getmetatable("").__index, string) eq(getmetatable("a"), getmetatable("b")) eq(getmetatable(1), nil) eq(getmetatable(print), nil)
---
-- __tostring and __name
local t = setmetatable({}, { __tostring = function(x) return "T!" end })
eq(tostring(t), "T!")
eq(tostring(setmetatable({}, { __tostring = function() return 1 end })), "1")
fails("'__tostring' must return a string", tostring, setmetatable({}, { __tostring = function() end }))
fails("attempt to call a number value", tostring, setmetatable({}, { __tostring = 1 }))
eq((tostring(setmetatable({}, { __name = "My" })):match("^My: ")), "My: ")
eq((tostring({}):match("^table: ")), "table: ") eq((tostring(function() end):match("^function: ")), "function: ")
eq((tostring(print):match("^function: ")), "function: ")
eq((tostring(coroutine.create(print)):match("^thread: ")), "thread: ")
eq(tostring(setmetatable({}, { __tostring = function() return "a\0b" end })), "a\0b")
eq(tostring(nil), "nil") eq(tostring(true), "true")
local t = {}
eq(tostring(t), tostring(t)) eq(tostring(t) == tostring({}), false)
fails("bad argument #1 to 'tostring' (value expected)", tostring)
---
-- changing a metatable takes effect at once
local mt = {}
local t = setmetatable({}, mt)
eq(t.x, nil)
mt.__index = function() return 1 end
eq(t.x, 1)
mt.__index = nil
eq(t.x, nil)
mt.__index = { x = 2 }
eq(t.x, 2)
mt.__newindex = function(t, k, v) rawset(t, k, v * 2) end
t.y = 5
eq(t.y, 10)
fails("attempt to perform arithmetic on a table value (upvalue 't')", function() return t + 1 end)
mt.__add = function() return "sum" end
eq(t + 1, "sum")
mt.__eq = function() return true end
eq(t == setmetatable({}, mt), true)
setmetatable(t, nil)
eq(t.x, nil)
---
-- metamethods that are not functions
local callable = setmetatable({}, { __call = function(self, a, b) return "called" end })
local o = setmetatable({}, { __add = callable, __index = callable, __eq = callable, __lt = callable, __len = callable, __concat = callable })
eq(o + 1, "called") eq(o < o, true) eq(#o, "called") eq(o .. "", "called")
eq(o.x, nil) -- __index that is not a function is indexed
fails("attempt to call a number value (metamethod 'add')", function() return setmetatable({}, { __add = 1 }) + 1 end)
fails("attempt to call a table value (metamethod 'lt')", function() return setmetatable({}, { __lt = {} }) < 1 end)
fails("attempt to call a string value (metamethod 'unm')", function() return -setmetatable({}, { __unm = "x" }) end)
---
-- strings share a metatable
eq(("abc"):len(), 3) eq(("x").rep, string.rep) eq(("abc").x, nil)
string.twice = function(s) return s .. s end
eq(("ab"):twice(), "abab")
string.twice = nil
eq(#"abc", 3)
---
-- rawget, rawset, rawequal, rawlen
local t = setmetatable({}, { __index = error, __newindex = error, __len = error, __eq = error })
eq(rawget(t, "x"), nil) eq(rawset(t, "x", 1), t) eq(rawget(t, "x"), 1) eq(rawlen(t), 0) eq(rawlen("abc"), 3) eq(rawequal(t, {}), false)
eq(rawequal("a" .. "b", "ab"), true) eq(rawequal(1, 1.0), true) eq(rawequal(0/0, 0/0), false)
fails("bad argument #1 to 'rawget' (table expected, got number)", rawget, 1, 1)
fails("bad argument #3 to 'rawset' (value expected)", rawset, {}, 1)
fails("bad argument #1 to 'rawlen' (table or string expected, got number)", rawlen, 1)
fails("bad argument #2 to 'rawequal' (value expected)", rawequal, 1)
---
-- inheritance with several classes
local Animal = {} Animal.__index = Animal
function Animal.new(name) return setmetatable({ name = name }, Animal) end
function Animal:speak() return self.name .. " makes a sound" end
local Dog = setmetatable({}, { __index = Animal }) Dog.__index = Dog
function Dog.new(name) return setmetatable(Animal.new(name), Dog) end
function Dog:speak() return Animal.speak(self) .. ": woof" end
eq(Dog.new("Rex"):speak(), "Rex makes a sound: woof") eq(Animal.new("Cat"):speak(), "Cat makes a sound")
eq(getmetatable(Dog.new("x")), Dog)
---
-- errors inside metamethods carry their own position
local o = setmetatable({}, { __add = function(a, b)
  error("in add")
end })
local ok, msg = pcall(function() return o + 1 end)
eq(msg, "metamethods.lua:" .. msg:match(":(%d+):") .. ": in add")
---
-- the names of metamethods in messages
raises("attempt to add a 'string' with a 'table'", "local t = setmetatable({}, {__index = function(t, k) return k + {} end}); return t.x")
raises("attempt to call a table value (local 'a')", "local t = setmetatable({}, {__add = function(a, b) a() end}); return t + 1")
raises("bad argument #1 to 'rep' (string expected, got no value)", "local t = setmetatable({}, {__eq = function(a, b) return string.rep() end}); return t == setmetatable({}, getmetatable(t))")
raises("bad argument #1 to 'index' (string expected, got table)", "local t = setmetatable({}, {__index = string.rep}); return t.x")
raises("bad argument #1 to 'newindex' (string expected, got table)", "local t = setmetatable({}, {__newindex = string.rep}); t.x = 1")
raises("bad argument #1 to 'concat' (string expected, got table)", "local t = setmetatable({}, {__concat = string.rep}); return t .. 1")
raises("bad argument #1 to 'len' (string expected, got table)", "local t = setmetatable({}, {__len = string.rep}); return #t")
raises("bad argument #1 to 'unm' (string expected, got table)", "local t = setmetatable({}, {__unm = string.rep}); return -t")
raises("bad argument #1 to 'lt' (string expected, got table)", "local t = setmetatable({}, {__lt = string.rep}); return t < 1")
raises("bad argument #1 to 't' (string expected, got table)", "local t = setmetatable({}, {__call = string.rep}); return t(1)")
raises("bad argument #1 to 'close' (string expected, got table)", "local t <close> = setmetatable({}, {__close = string.rep})")
