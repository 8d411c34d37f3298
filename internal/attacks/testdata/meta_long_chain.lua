-- @attack  chains of __index of the greatest length, read for ever
-- @class   cpu
-- @expect  LIMIT
local t = {} for i = 1, 1990 do t = setmetatable({}, { __index = t }) end
while true do local x = t.a, t.b, t.c end
