-- A table with weak keys: a million entries in chains, where the value of one is
-- the key of the next, half of them held.
local names = setmetatable({}, {__mode = "k"})
local live = {}
for i = 1, 10000 do
  local head = {}
  local x = head
  for j = 1, 100 do
    local y = {j}
    names[x] = y
    x = y
  end
  live[i // 2] = head
end
measure(100000, function(i)
  local x
  for j = 1, 20 do x = {i, j} end
  names[live[i % 5000]] = x
end)
