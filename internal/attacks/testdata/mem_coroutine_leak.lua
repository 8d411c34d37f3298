-- @attack  (leak test) 300k coroutines started, suspended and dropped: must be collectable
-- @class   coro
-- @expect  CONTAINED|FUEL
-- @detail  goroutine-per-coroutine VMs leak every one; RSS must stay flat
for i = 1, 300000 do local co = coroutine.wrap(function(a) local t = {a} coroutine.yield(t) end) co(i) end
collectgarbage()
print(collectgarbage("count") < 50000 and "CONTAINED" or "BREACH leak " .. collectgarbage("count"))
