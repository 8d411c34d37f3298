-- Fifty thousand coroutines with open upvalues.
local live = {}
local function body(i)
  local x = {i}
  local function get() return x end
  while true do
    coroutine.yield(get)
    x = {i}
  end
end
for i = 1, 50000 do
  local co = coroutine.create(body)
  coroutine.resume(co, i)
  live[i] = co
end
measure(100000, function(i)
  local x
  for j = 1, 20 do x = {i, j} end
  coroutine.resume(live[i % 50000 + 1])
end)
