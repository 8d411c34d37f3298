-- A million small tables, reached through ten thousand others.
local live = {}
for i = 1, 10000 do
  local t = {}
  for j = 1, 100 do t[j] = {i, j} end
  live[i] = t
end
measure(150000, function(i)
  local x
  for j = 1, 20 do x = {i, j} end
  live[i % 10000 + 1][i % 100 + 1] = x
end)
