-- @attack  integer keys that are multiples of 2^20 (masks) and of many table sizes
-- @class   hash
-- @expect  CONTAINED|LIMIT
local t = {}
for i = 1, 200000 do t[i * 1048576] = i end
local s = 0 for i = 1, 200000 do s = s + t[i * 1048576] end
for i = 1, 200000 do t[-i * 4294967296] = i end
print("CONTAINED")
