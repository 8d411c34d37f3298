-- @attack  table.sort on a proxy that claims 2^31-2 elements
-- @class   builtin
-- @expect  LIMIT|ERROR
-- @needs   5.4
local p = setmetatable({}, {__len = function() return 2147483646 end, __index = function(_, i) return i end, __newindex = function() end})
table.sort(p)
