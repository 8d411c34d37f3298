-- The library alone: pairs.
local n = 0
local t = {} for i = 1, 50 do t[i] = i end
for i = 1, 40000 do
  for k, v in pairs(t) do n = n + v end for k, v in ipairs(t) do n = n + v end
end
print(n)
