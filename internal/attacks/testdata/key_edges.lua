-- @attack  NaN / nil / -0.0 / float-integer keys through every store path
-- @class   integrity
-- @expect  CONTAINED
local nan = 0/0
local t = {}
assert(not pcall(function() t[nan] = 1 end)) assert(not pcall(function() t[nil] = 1 end)) assert(not pcall(rawset, t, nan, 1)) assert(not pcall(rawset, t, nil, 1))
assert(t[nan] == nil and t[nil] == nil and rawget(t, nan) == nil)
t[-0.0] = "a" assert(t[0] == "a") t[2^53] = "b" assert(t[2^53] == "b")
assert(not pcall(next, {}, nan)) assert(not pcall(next, {}, 1)) assert(not pcall(next, {1, 2}, "nokey"))
assert(not pcall(function() return {[nan] = 1} end)) assert(not pcall(function() return {[nil] = 1} end))
assert(next({}) == nil)
print("CONTAINED")
