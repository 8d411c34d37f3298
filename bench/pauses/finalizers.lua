-- A million objects with finalizers, a few of which become garbage at every
-- iteration.
local mt = {__gc = function() end}
local live = {}
for i = 1, 1000000 do live[i] = setmetatable({i}, mt) end
measure(100000, function(i)
  local x
  for j = 1, 20 do x = {i, j} end
  live[i * 9] = setmetatable(x, mt)
end)
