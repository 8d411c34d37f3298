-- @attack  a cycle of __index and __newindex tables
-- @class   cpu
-- @expect  CONTAINED|LIMIT
local a, b = {}, {}
setmetatable(a, { __index = b, __newindex = b }) setmetatable(b, { __index = a, __newindex = a })
for i = 1, 20000 do
  assert(not pcall(function() return a.x end)) assert(not pcall(function() a.x = 1 end))
end
print("CONTAINED")
