-- argument lists packed into tables and unpacked again
local unpack = table.unpack
local function pack(...) return { n = select("#", ...), ... } end
local function id(...) return ... end
local sum = 0
for i = 1, 700000 do
  local t = pack(i, i + 1, i + 2)
  local a, b, c = unpack(t, 1, t.n)
  local u = { id(a, b) }
  sum = (sum + a - b + c + #u) % 1000003
end
print("allocvararg", sum)
