-- coroutine switches: one resume and one yield a round
local co = coroutine.wrap(function(a)
  while true do a = coroutine.yield(a + 1) end
end)
local sum = 0
for i = 1, 3000000 do sum = (sum + co(i)) % 1000003 end
print("coswitch", sum)
