-- a map from strings: insert, read, delete, iterate
local N = 300000
local m = {}
for i = 1, N do m["k" .. i] = i end
local sum = 0
for i = 1, N, 3 do sum = sum + m["k" .. i] end
for i = 1, N, 2 do m["k" .. i] = nil end
local n = 0
for _, v in pairs(m) do n = n + 1 sum = (sum + v) % 1000003 end
for i = 1, N, 4 do m["k" .. i] = -i end
for i = 1, N do if m["k" .. i] then n = n + 1 end end
print("mapstring", n, sum)
