-- The library alone: next.
local n = 0
local t = {a = 1, b = 2}
for i = 1, 1500000 do
  local k = next(t) next(t, k)
end
print(n)
