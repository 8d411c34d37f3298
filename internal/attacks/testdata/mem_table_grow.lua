-- @attack  endless live table growth
-- @class   mem
-- @expect  LIMIT
-- @detail  MEM when fuel is ample; raised before the allocation that would cross the limit
local t = {} local i = 0
while true do i = i + 1 t[i] = {i} end
