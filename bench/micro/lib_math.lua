-- The library alone: math.
local n = 0
for i = 1, 1000000 do
  n = n + math.floor(i / 3) + math.max(i, 3) + math.abs(-i) + math.sqrt(i)
end
print(n)
