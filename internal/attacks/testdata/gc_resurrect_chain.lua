-- @attack  finalizers that resurrect their object into a growing list
-- @class   gc
-- @expect  CONTAINED|LIMIT
local kept = {}
local mt mt = { __gc = function(o) kept[#kept + 1] = o setmetatable(o, mt) end }
for i = 1, 100000 do setmetatable({}, mt) end
collectgarbage() collectgarbage()
print("CONTAINED")
