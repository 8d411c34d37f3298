-- @attack  finalizers that fail, each with a warning
-- @class   gc
-- @expect  CONTAINED|LIMIT
warn("@on")
for i = 1, 100000 do setmetatable({}, { __gc = function() error({ i }) end }) end
collectgarbage()
print("CONTAINED")
