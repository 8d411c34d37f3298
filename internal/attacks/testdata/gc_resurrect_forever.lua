-- @attack  finalizer resurrects and re-arms its object on every cycle
-- @class   gc
-- @expect  CONTAINED|LIMIT
-- @needs   5.4
local n, G = 0, {}
local mt mt = {__gc = function(o) n = n + 1 G[1] = o setmetatable({}, mt) setmetatable(o, mt) end}
setmetatable({}, mt)
for i = 1, 200 do collectgarbage() G[1] = nil end
if n > 100000 then print("BREACH finalizer storm " .. n) return end
print("CONTAINED")
