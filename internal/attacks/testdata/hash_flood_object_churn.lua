-- @attack  object keys: identity hashes must not degrade after millions of allocations
-- @class   hash
-- @expect  CONTAINED|LIMIT
local t = {}
for r = 1, 10 do for i = 1, 50000 do local k = {} t[k] = i end collectgarbage("step") if r % 3 == 0 then t = {} end end
print("CONTAINED")
