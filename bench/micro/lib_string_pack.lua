-- The library alone: string pack.
local n = 0
for i = 1, 500000 do
  string.pack("<i4d", i, 1.5)
end
print(n)
