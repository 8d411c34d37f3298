-- The library alone: tonumber.
local n = 0
for i = 1, 700000 do
  tonumber("1234") tonumber("3.25")
end
print(n)
