-- @attack  finalizer that loops forever
-- @class   cpu
-- @expect  FUEL
-- @detail  __gc runs on the script's budget, never on the host's; stop must be prompt inside the finalizer
-- @needs   5.4
setmetatable({}, {__gc = function() while true do end end})
collectgarbage() collectgarbage()
while true do end
