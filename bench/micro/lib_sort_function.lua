-- The library alone: sort function.
local n = 0
local function lt(a, b) return a > b end
for i = 1, 2500 do
  local t = {} for j = 1, 100 do t[j] = j * 7919 % 101 end table.sort(t, lt)
end
print(n)
