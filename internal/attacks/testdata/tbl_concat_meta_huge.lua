-- @attack  table.concat over 1..2^62 with __index inventing values: infinite loop inside a builtin
-- @class   builtin
-- @expect  LIMIT|ERROR
local t = setmetatable({}, {__index = function() return "" end})
print(#table.concat(t, "", 1, math.maxinteger or 2^52))
