-- @attack  floats that differ only in low mantissa bits (PUC hashes 31 bits of mantissa)
-- @class   hash
-- @expect  CONTAINED|LIMIT
local N, e = 100000, 2.0 ^ -52
local t = {}
for i = 1, N do t[1.0 + i * e] = i end
local s = 0
for i = 1, N do s = s + t[1.0 + i * e] end
print("CONTAINED")
