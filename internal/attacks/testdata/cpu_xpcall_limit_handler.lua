-- @attack  message handler is armed for the *limit* error and loops
-- @class   cpu
-- @expect  FUEL
-- @detail  after exhaustion no user code (handler) may run
while true do
  xpcall(function() while true do end end, function() while true do end end)
end
