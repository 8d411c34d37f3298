-- @attack  500k finalizable objects becoming garbage at once; each finalizer allocates
-- @class   gc
-- @expect  CONTAINED|LIMIT
-- @needs   5.4
local mt = {__gc = function(o) local t = {o, {}, {}} end}
for i = 1, 300000 do setmetatable({}, mt) end
collectgarbage() collectgarbage()
print("CONTAINED")
