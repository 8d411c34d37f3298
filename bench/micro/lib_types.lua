-- The library alone: types.
local n = 0
for i = 1, 500000 do
  type(i) local t = setmetatable({}, {}) getmetatable(t) rawset(t, 1, 2) rawget(t, 1)
end
print(n)
