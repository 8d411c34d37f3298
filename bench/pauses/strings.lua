-- A million strings as the keys of one table.
local live = {}
for i = 1, 1000000 do live["key number " .. i] = i end
measure(150000, function(i)
  local s
  for j = 1, 20 do s = "value " .. i .. "/" .. j end
  live["key number " .. i] = s
end)
