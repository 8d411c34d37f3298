-- The library alone: unpack.
local n = 0
local t = {1, 2, 3}
for i = 1, 1500000 do
  local a, b, c = table.unpack(t)
end
print(n)
