-- objects with a metatable, whose fields are set one after the other
local Vec = {}
Vec.__index = Vec
local function new(x, y)
  local v = setmetatable({}, Vec)
  v.x = x
  v.y = y
  return v
end
function Vec:add(o) return new(self.x + o.x, self.y + o.y) end
Vec.__add = Vec.add
local acc, one = new(0, 0), new(1, 2)
for i = 1, 600000 do
  acc = acc + one
  acc = acc:add(one)
end
print("allocmeta", acc.x, acc.y)
