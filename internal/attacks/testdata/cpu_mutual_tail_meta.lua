-- @attack  infinite loop through __call / __index tail position, no loop opcode in the script
-- @class   cpu
-- @expect  FUEL
local t = {}
setmetatable(t, {__call = function(self, n) return self(n) end})
return t(1)
