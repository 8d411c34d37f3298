-- @attack  (false-positive test) queue-like table: 4M inserts and deletes with distinct keys
-- @class   mem
-- @expect  CONTAINED|FUEL
local t = {}
for i = 1, 3000000 do t[i] = i t[i - 100] = nil end
for i = 1, 1000000 do t["k" .. i] = i t["k" .. (i - 100)] = nil end
collectgarbage()
print(collectgarbage("count") < 50000 and "CONTAINED" or "BREACH leak " .. collectgarbage("count"))
