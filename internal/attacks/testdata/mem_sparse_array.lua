-- @attack  single huge integer keys: must not allocate a 2^n array
-- @class   mem
-- @expect  CONTAINED
local t = {}
for _, k in ipairs{2^26, 2^30, 2^31, 2^40, 2^53, math.maxinteger or 2^53, math.mininteger or -2^53, -1, 0, 1e300} do t[k] = true end
local u = {} for i = 1, 26 do u[2^i] = i u[2^i + 1] = i end
local w = {} for i = 1, 100 do w[i * 1000003] = 1 end
if collectgarbage("count") > 30000 then print("BREACH " .. collectgarbage("count") .. " KB") return end
print("CONTAINED")
