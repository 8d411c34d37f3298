-- @attack  endless closures with distinct upvalues kept alive
-- @class   mem
-- @expect  LIMIT
local t, i = {}, 0
while true do i = i + 1 local a, b, c = i, i, i t[i] = function() a = a + b return c end end
