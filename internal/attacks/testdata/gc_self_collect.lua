-- @attack  collections provoked without a pause
-- @class   gc
-- @expect  LIMIT
local t = {} for i = 1, 50000 do t[i] = { i } end
while true do collectgarbage() collectgarbage("step", 1 << 40) end
