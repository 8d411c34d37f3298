-- @attack  table.move with metamethods on both sides, huge range
-- @class   builtin
-- @expect  LIMIT
-- @needs   5.4
local p = setmetatable({}, {__index = function() return 1 end, __newindex = function() end})
table.move(p, 1, 2^40 // 1 | 0, 1, p)
