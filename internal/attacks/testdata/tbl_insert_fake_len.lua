-- @attack  table.insert/remove with a lying __len (2^62 shifts inside a builtin)
-- @class   builtin
-- @expect  FUEL
-- @needs   5.4
local t = setmetatable({}, {__len = function() return math.maxinteger - 1 end})
pcall(table.insert, t, 1, "x")
pcall(table.remove, t, 1)
