-- a map from floats: insert, read, delete, iterate
local N = 1000000
local m = {}
for i = 1, N do m[i + 0.5] = i end
local sum = 0
for i = 1, N, 3 do sum = sum + m[i + 0.5] end
for i = 1, N, 2 do m[i + 0.5] = nil end
local n = 0
for _, v in pairs(m) do n = n + 1 sum = (sum + v) % 1000003 end
for i = 1, N do if m[i + 0.5] then n = n + 1 end end
print("mapfloat", n, sum)
