-- @attack  floats that differ by powers of two, and integers-as-floats around 2^53
-- @class   hash
-- @expect  CONTAINED|LIMIT
local t = {}
for r = 0, 60 do for e = -1070, 1020 do t[(1 + r / 64) * 2.0 ^ e] = e end end
for i = 0, 50000 do t[2.0 ^ 53 + i * 4096] = i end
local n = 0 for k in pairs(t) do n = n + 1 end
print("CONTAINED")
