-- @attack  3M distinct short strings, none kept: the intern table must shrink / not leak
-- @class   mem
-- @expect  CONTAINED|FUEL
-- @detail  liveness: live heap stays < 1 MiB; memory must not grow with total allocation
local n = 0
for i = 1, 3000000 do local s = "s" .. i n = n + #s end
collectgarbage()
print(collectgarbage("count") < 20000 and "CONTAINED" or "BREACH leak " .. collectgarbage("count"))
