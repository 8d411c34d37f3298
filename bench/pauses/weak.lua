-- A table with a million weak values, half of them held elsewhere.
local cache = setmetatable({}, {__mode = "v"})
local live = {}
for i = 1, 1000000 do
  local x = {i}
  cache[i] = x
  if i % 2 == 0 then live[#live + 1] = x end
end
measure(150000, function(i)
  local x
  for j = 1, 20 do x = {i, j} end
  cache[i] = x
end)
