-- One table of ten million elements, a tenth of them objects.
local live = {}
for i = 1, 10000000 do live[i] = i % 10 == 0 and {i} or i end
measure(100000, function(i)
  local x
  for j = 1, 20 do x = {i, j} end
  live[i * 90 + 1] = x
end)
