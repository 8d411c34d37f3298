-- Tables: constructors, length, keys, and the table library.

local t = { 1, 2, 3; "x", [10] = 10, y = 5, ["z"] = 6, [1.5] = 7, [true] = 8 }
eq(#t, 4) eq(t[4], "x") eq(t[10], 10) eq(t.y, 5) eq(t.z, 6) eq(t[1.5], 7) eq(t[true], 8)
eq(#{}, 0) eq(#{ nil }, 0) eq(#{ 1, nil }, 1) eq(#{ n = 1 }, 0) eq(#{ 1, 2, 3, }, 3) eq(#{ 1; 2; }, 2)
local function f() return 1, 2, 3 end
eq(#{ f() }, 3) eq(#{ f(), f() }, 4) eq(#{ (f()) }, 1) eq(#{ f(), nil }, 1) eq(#{ f(), x = 1 }, 1) eq(#{ x = 1, f() }, 3)
eq(({ [1] = "a", "b" })[1], "b") eq(({ "b", [1] = "a" })[1], "b") eq(({ x = 1, x = 2 }).x, 2)
local t = { [1] = 1, [2] = 2, [3] = 3 }
eq(#t, 3)
local n = { { { { 1 } } } }
eq(n[1][1][1][1], 1)
---
-- large constructors
local src = {}
for i = 1, 1000 do src[i] = tostring(i) end
local t = eval("{" .. table.concat(src, ",") .. "}")
eq(#t, 1000)
for i = 1, 1000 do eq(t[i], i) end
local t = eval("{" .. table.concat(src, ",") .. ", ...}", "a", "b")
eq(#t, 1002) eq(t[1002], "b")
for i = 1, 600 do src[i] = "k" .. i .. "=" .. i end
local t = eval("{" .. table.concat(src, ",", 1, 600) .. "}")
eq(t.k600, 600) eq(#t, 0)
---
-- growing and shrinking
local t = {}
for i = 1, 1000 do t[i] = i end
eq(#t, 1000)
for i = 1000, 501, -1 do t[i] = nil end
eq(#t, 500)
for i = 1, 500 do t[i] = nil end
eq(#t, 0) eq(next(t), nil)
for i = 100, 1, -1 do t[i] = i end
eq(#t, 100)
local h = {}
for i = 1, 1000 do h["k" .. i] = i end
for i = 1, 1000 do eq(h["k" .. i], i) end
for i = 1, 1000 do h["k" .. i] = nil end
eq(next(h), nil)
local s = {}
for i = 1, 20 do s[2 ^ i] = i end
eq(s[1024], 10) eq(s[1 << 20], 20)
local neg = {}
for i = -50, 50 do neg[i] = i end
local sum, n = 0, 0
for k, v in pairs(neg) do sum = sum + v n = n + 1 end
eq(sum, 0) eq(n, 101) eq(#neg, 50)
---
-- a border
local t = { 1, 2, nil, 4 }
eq(#t == 4 or #t == 2, true)
local t = {}
t[1] = 1 t[2] = 2 t[4] = 4
eq(#t == 2 or #t == 4, true)
t[3] = 3
eq(#t, 4)
---
-- keys of every kind
local f, tb, co = print, {}, coroutine.create(print)
local t = { [f] = 1, [tb] = 2, [co] = 3, [true] = 4, [false] = 5, [1] = 6, [1.5] = 7, ["1"] = 8, [-1] = 9, [0] = 10, [math.huge] = 11, [""] = 12 }
list({ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }, t[f], t[tb], t[co], t[true], t[false], t[1.0], t[1.5], t["1"], t[-1], t[-0.0], t[math.huge], t[""])
eq(t[nil], nil) eq(t[0/0], nil) eq(t[2^63], nil)
t[1 << 62] = "big" eq(t[2^62], "big")
t["a\0b"] = 1 eq(t["a\0b"], 1) eq(t["a"], nil) eq(t["a\0c"], nil)
local long = ("x"):rep(1000)
t[long] = "long" eq(t[("x"):rep(1000)], "long") eq(t[("x"):rep(999) .. "y"], nil)
---
-- next
eq(next({}), nil) list({ 1, "a" }, next({ "a" })) list({ n = 1 }, next({ "a" }, 1)) list({ "k", 1 }, next({ k = 1 }))
fails("invalid key to 'next'", next, {}, "nokey")
fails("invalid key to 'next'", next, {}, 1)
fails("invalid key to 'next'", next, { 1, 2 }, 3.5)
fails("bad argument #1 to 'next' (table expected, got no value)", next)
fails("invalid key to 'next'", next, {}, 0/0)
list({ false, "invalid key to 'next'" }, pcall(function() local k = next({}, 1) return k end)) -- without a place
---
-- table.insert and table.remove
local t = {}
table.insert(t, "a") table.insert(t, "c") table.insert(t, 2, "b") table.insert(t, 1, "0") table.insert(t, #t + 1, "d")
eq(table.concat(t), "0abcd")
eq(table.remove(t), "d") eq(table.remove(t, 1), "0") eq(table.remove(t, 2), "b") eq(table.concat(t), "ac")
eq(table.remove({}), nil) eq(table.remove({}, 0), nil) eq(table.remove(t, #t + 1), nil) eq(table.remove({ [0] = "z" }, 0), "z")
list({ n = 1 }, table.remove({}))
fails("bad argument #1 to 'table.insert' (table expected, got no value)", table.insert)
fails("wrong number of arguments to 'insert'", table.insert, {})
fails("bad argument #1 to 'table.insert' (table expected, got number)", table.insert, 1, 2)
fails("bad argument #2 to 'table.insert' (position out of bounds)", table.insert, { 1 }, 0, 1)
fails("bad argument #2 to 'table.insert' (position out of bounds)", table.insert, { 1 }, 3, 1)
fails("bad argument #2 to 'table.insert' (position out of bounds)", table.insert, { 1 }, -1, 1)
fails("bad argument #2 to 'table.insert' (number expected, got string)", table.insert, {}, "x", 1)
fails("wrong number of arguments to 'insert'", table.insert, {}, 1, 2, 3)
fails("bad argument #1 to 'table.remove' (table expected, got number)", table.remove, 5)
list({}, table.insert({}, 1))
--- not lua5.4: before 5.4.5 the message named the first argument
fails("bad argument #2 to 'table.remove' (position out of bounds)", table.remove, { 1 }, 5)
fails("bad argument #2 to 'table.remove' (position out of bounds)", table.remove, { 1 }, -1)
---
-- table.concat
eq(table.concat({}), "") eq(table.concat({ 1, 2, 3 }), "123") eq(table.concat({ 1, 2.5, "x" }, ", "), "1, 2.5, x")
eq(table.concat({ 1, 2, 3 }, "-", 2), "2-3") eq(table.concat({ 1, 2, 3 }, "-", 2, 2), "2") eq(table.concat({ 1, 2, 3 }, "-", 3, 2), "")
eq(table.concat({}, "x", 1, 0), "") eq(table.concat({ "a" }, "x", 1, 1), "a") eq(table.concat({ [math.maxinteger] = "m" }, "x", math.maxinteger, math.maxinteger), "m")
eq(table.concat({ 1, 2 }, 0), "102")
fails("invalid value (table) at index 1 in table for 'concat'", table.concat, { {} })
fails("invalid value (nil) at index 2 in table for 'concat'", table.concat, { 1, nil, 3 }, "", 1, 3)
fails("invalid value (boolean) at index 2 in table for 'concat'", table.concat, { 1, true })
fails("invalid value (nil) at index 1 in table for 'concat'", table.concat, {}, "", 1, 1)
fails("bad argument #2 to 'table.concat' (string expected, got table)", table.concat, {}, {})
fails("bad argument #1 to 'table.concat' (table expected, got no value)", table.concat)
fails("bad argument #3 to 'table.concat' (number expected, got string)", table.concat, { 1 }, "", "x")
---
-- table.unpack and table.pack
list({ 1, 2, 3 }, table.unpack({ 1, 2, 3 })) list({ 2, 3 }, table.unpack({ 1, 2, 3 }, 2)) list({ 2 }, table.unpack({ 1, 2, 3 }, 2, 2))
list({}, table.unpack({ 1, 2 }, 3)) list({ n = 2 }, table.unpack({}, 1, 2)) list({ 1, nil, 3, n = 3 }, table.unpack({ 1, nil, 3 }, 1, 3))
list({ "z", 1 }, table.unpack({ [0] = "z", 1 }, 0, 1)) list({ n = 1 }, table.unpack({}, math.maxinteger, math.maxinteger))
list({}, table.unpack({}, math.maxinteger, math.mininteger)) list({ n = 2 }, table.unpack({}, math.mininteger, math.mininteger + 1))
local p = table.pack(1, nil, 3)
eq(p.n, 3) eq(p[1], 1) eq(p[2], nil) eq(p[3], 3) eq(table.pack().n, 0) eq(table.pack(nil).n, 1)
fails("attempt to get length of a nil value", table.unpack)
fails("bad argument #2 to 'table.unpack' (number expected, got table)", table.unpack, {}, {})
eq((pcall(table.unpack, "abc")), true)
---
-- table.move
local function m(...) return table.concat(table.move(...), ",") end
eq(m({ 1, 2, 3 }, 1, 3, 2), "1,1,2,3") eq(m({ 1, 2, 3 }, 2, 3, 1), "2,3,3") eq(m({ 1, 2, 3 }, 1, 3, 1, {}), "1,2,3")
eq(m({ 1, 2, 3 }, 1, 0, 5), "1,2,3") eq(m({ 1, 2, 3 }, 1, 3, 3), "1,2,1,2,3") eq(#table.move({ 1, 2, 3 }, 2, 3, 1, {}), 2)
fails("bad argument #4 to 'table.move' (destination wrap around)", table.move, {}, 1, math.maxinteger, 2)
fails("bad argument #3 to 'table.move' (too many elements to move)", table.move, {}, -1, math.maxinteger, 2)
fails("bad argument #4 to 'table.move' (number expected, got no value)", table.move, {}, 1, 2)
fails("bad argument #1 to 'table.move' (table expected, got number)", table.move, 1, 1, 2, 3)
fails("bad argument #5 to 'table.move' (table expected, got number)", table.move, {}, 1, 2, 3, 4)
local log = {}
local src = setmetatable({}, { __index = function(_, k) return k * 10 end })
local dst = setmetatable({}, { __newindex = function(t, k, v) rawset(t, k, v + 1) end })
table.move(src, 1, 3, 1, dst)
list({ 11, 21, 31 }, dst[1], dst[2], dst[3])
---
-- table.sort
local function sorted(t, f) table.sort(t, f) return table.concat(t, " ") end
eq(sorted({ 3, 1, 2 }), "1 2 3") eq(sorted({}), "") eq(sorted({ 1 }), "1") eq(sorted({ 2, 1 }), "1 2") eq(sorted({ "b", "a", "C" }), "C a b")
eq(sorted({ 3, 1, 2 }, function(a, b) return a > b end), "3 2 1") eq(sorted({ 1.5, 1, 2, 0.5 }), "0.5 1 1.5 2")
eq(sorted({ 5, 5, 5, 5 }), "5 5 5 5") eq(sorted({ 1, 2, 3, 4, 5, 6, 7, 8 }), "1 2 3 4 5 6 7 8") eq(sorted({ 8, 7, 6, 5, 4, 3, 2, 1 }), "1 2 3 4 5 6 7 8")
local t, seed = {}, 1
for i = 1, 2000 do seed = seed * 1103515245 + 12345 & 0x7fffffff t[i] = seed end
table.sort(t)
for i = 2, #t do eq(t[i - 1] <= t[i], true) end
table.sort(t, function(a, b) return a > b end)
for i = 2, #t do eq(t[i - 1] >= t[i], true) end
fails("attempt to compare string with number", table.sort, { 1, "x" })
fails("attempt to compare two table values", table.sort, { {}, {} })
fails("bad argument #2 to 'table.sort' (function expected, got number)", table.sort, { 1, 2 }, 5)
fails("bad argument #1 to 'table.sort' (table expected, got no value)", table.sort)
fails("boom", table.sort, { 3, 1, 2 }, function() error("boom") end)
local mt = { __lt = function(a, b) return a.v < b.v end }
local o = {}
for i, v in ipairs({ 3, 1, 2 }) do o[i] = setmetatable({ v = v }, mt) end
table.sort(o)
eq(o[1].v .. o[2].v .. o[3].v, "123")
---
-- the library honours metamethods
local log = {}
local real = { 1, 2, 3 }
local p = setmetatable({}, {
  __index = function(_, k) log[#log + 1] = "get" .. k return real[k] end,
  __newindex = function(_, k, v) log[#log + 1] = "set" .. k real[k] = v end,
  __len = function() return #real end,
})
table.insert(p, 4)
eq(#real, 4) eq(table.concat(log, " "), "set4")
eq(table.remove(p, 1), 1) eq(table.concat(real, ","), "2,3,4")
eq(table.concat(p, "-"), "2-3-4")
list({ 2, 3, 4 }, table.unpack(p))
table.sort(p, function(a, b) return a > b end)
eq(table.concat(real, ","), "4,3,2")
eq(#p, 3)
---
-- a method of the same name as a field of the library
local t = { insert = table.insert, concat = table.concat }
t:insert("a") t:insert("b")
eq(t:concat("+"), "a+b")
---
-- integer keys that are floats or strings
local t = {}
t["1"] = "s" t[1] = "i"
eq(t["1"], "s") eq(t[1], "i") eq(t[1.0], "i") eq(#t, 1)
t[2.0] = "f"
eq(#t, 2) eq(t[2], "f")
for k in pairs(t) do if k ~= "1" then eq(math.type(k), "integer") end end
---
-- shared references
local a = {}
local b = { a, a }
b[1].x = 1
eq(b[2].x, 1) eq(b[1], b[2]) eq(a == {}, false)
local c = { b = b }
c.b[1] = nil
eq(b[1], nil)
local self = {}
self.self = self
eq(self.self.self.self, self)
---
-- The length is taken before other arguments are looked at, and may be a string.
local log = {}
local t = setmetatable({}, { __len = function() log[#log + 1] = "#" collectgarbage() return "2" end })
for _, f in ipairs { "insert", "remove", "concat" } do
  local ok, e = pcall(table[f], t, true, true, true)
  eq(ok, false)
end
eq(#log, 3)
table.insert(t, "x")
eq(rawget(t, 3), "x")
