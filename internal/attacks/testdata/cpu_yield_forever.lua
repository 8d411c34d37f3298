-- @attack  main chunk yields to the host forever
-- @class   cpu
-- @expect  FUEL|ERROR
-- @detail  either 'attempt to yield from outside a coroutine' or the host sees yields and its own step count grows
while true do coroutine.yield() end
