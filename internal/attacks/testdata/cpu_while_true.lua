-- @attack  plain infinite loop, no calls, no allocation (back-edge must be metered)
-- @class   cpu
-- @expect  FUEL
-- @detail  stop at the fuel budget; stop position is identical in every run with the same budget
while true do end
