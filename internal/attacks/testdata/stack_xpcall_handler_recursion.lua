-- @attack  handler that itself overflows the stack; handler that errors; handler that calls xpcall
-- @class   stack
-- @expect  CONTAINED|LIMIT
-- @ref     lua commit 25da574f 'luaD_seterrorobj should not raise errors', 3fe7be95 'message handler can be overwritten'
local function inf() return inf() + 1 end
local function h(e) return inf() end
xpcall(inf, h)
xpcall(error, function(e) error(e) end)
xpcall(error, function(e) return xpcall(error, function() error("x") end) end, 1)
local function hh(e) xpcall(inf, hh) error("again") end
xpcall(inf, hh)
xpcall(inf, function(e) return string.rep("x", 1000, string.rep("y", 100)) end)
print("CONTAINED")
