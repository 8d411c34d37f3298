-- The library alone: concat.
local n = 0
local t = {} for i = 1, 50 do t[i] = "item" .. i end
for i = 1, 60000 do
  table.concat(t, ",")
end
print(n)
