-- @attack  infinite proper tail calls (no back-edge, no stack growth)
-- @class   cpu
-- @expect  FUEL
local function f(a) return f(a) end
f(1)
