-- @attack  a long chain of to-be-closed variables that all fail
-- @class   stack
-- @expect  CONTAINED|LIMIT
local mt = { __close = function(_, e) error(e) end }
local function f(n) local x <close> = setmetatable({}, mt) if n > 0 then return f(n - 1), 1 end error("start") end
local ok, e = pcall(f, 20000)
assert(not ok) print("CONTAINED")
