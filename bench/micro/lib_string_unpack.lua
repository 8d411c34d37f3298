-- The library alone: string unpack.
local n = 0
local s = string.pack("<i4d", 1, 1.5)
for i = 1, 500000 do
  string.unpack("<i4d", s)
end
print(n)
