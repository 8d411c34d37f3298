-- A hundred thousand coroutines, some of which go on at every iteration.
local live = {}
local function body(i)
  local x = {i}
  while true do
    x = {x[1], coroutine.yield(x)}
  end
end
for i = 1, 100000 do
  local co = coroutine.create(body)
  coroutine.resume(co, i)
  live[i] = co
end
measure(100000, function(i)
  for j = 0, 9 do
    coroutine.resume(live[(i * 10 + j) % 100000 + 1], {j})
  end
end)
