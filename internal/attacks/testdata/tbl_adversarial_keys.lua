-- @attack  tables with keys that are hard to hash
-- @class   hash
-- @expect  CONTAINED|LIMIT
local t = {}
for i = 0, 62 do for j = 0, 200 do t[(1 << i) + j] = true t[-(1 << i) - j] = true t[2.0 ^ i + j + 0.5] = true t[2.0 ^ -i * (j + 1)] = true end end
for i = 1, 20000 do t[("k"):rep(i % 60) .. i] = true t[i * 0x100000001] = true end
for k in pairs(t) do assert(t[k]) end
print("CONTAINED")
