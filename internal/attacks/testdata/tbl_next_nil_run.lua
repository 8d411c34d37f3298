-- @attack  next over a long run of removed entries
-- @class   cpu
-- @expect  LIMIT
local t = {} for i = 1, 500000 do t[i] = i end for i = 1, 499999 do t[i] = nil end
while true do next(t) end
