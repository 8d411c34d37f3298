-- The library alone: tostring.
local n = 0
for i = 1, 300000 do
  tostring(i) tostring(i + 0.5)
end
print(n)
