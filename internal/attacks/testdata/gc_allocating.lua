-- @attack  finalizers that allocate and make more finalizers
-- @class   gc
-- @expect  CONTAINED|LIMIT|ERROR
local mt mt = { __gc = function() local t = {} for i = 1, 100 do t[i] = setmetatable({}, mt) end end }
for i = 1, 1000 do setmetatable({}, mt) end
while true do local t = {} end
