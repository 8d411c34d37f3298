-- @attack  one object resurrects and re-arms itself on every cycle (linear variant: must be harmless)
-- @class   gc
-- @expect  CONTAINED
-- @needs   5.4
local n = 0
local mt mt = {__gc = function(o) n = n + 1 setmetatable(o, mt) end}
setmetatable({}, mt)
for i = 1, 300 do collectgarbage() end
print(n <= 400 and "CONTAINED" or "BREACH " .. n)
