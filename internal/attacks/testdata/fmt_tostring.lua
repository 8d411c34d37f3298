-- @attack  format of objects whose __tostring calls format
-- @class   stack
-- @expect  CONTAINED|LIMIT|ERROR
local mt mt = { __tostring = function(o) return ("%s%s"):format(setmetatable({}, mt), o) end }
while true do pcall(string.format, "%s", setmetatable({}, mt)) end
