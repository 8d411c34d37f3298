-- @attack  closures outlive the coroutine that owns their open upvalues
-- @class   gc
-- @expect  CONTAINED
-- @ref     lua 5.0.2-3 'open upvalues of suspended threads may be incorrectly collected'
local fs = {}
for i = 1, 3000 do
  local co = coroutine.wrap(function() local a, b = {i}, "s" .. i fs[i] = function(v) if v then a = v end return a, b end coroutine.yield() end)
  co() co = nil
  if i % 300 == 0 then collectgarbage() end
end
collectgarbage() collectgarbage()
for i = 1, 3000 do fs[i]({-i}) end
collectgarbage()
for i = 1, 3000 do local a, b = fs[i]() if a[1] ~= -i or b ~= "s" .. i then print("BREACH upvalue lost") return end end
print("CONTAINED")
