-- The library alone: insert remove.
local n = 0
local t = {}
for i = 1, 700000 do
  table.insert(t, i) table.insert(t, i) table.remove(t)
end
print(n)
