-- coroutines that live shortly, then many that are suspended at once
local function body(a) local b = coroutine.yield(a) return b end
local sum = 0
for i = 1, 500000 do
  local co = coroutine.create(body)
  sum = sum + select(2, coroutine.resume(co, 1)) + select(2, coroutine.resume(co, 2))
end
local all = {}
for i = 1, 100000 do
  all[i] = coroutine.create(body)
  coroutine.resume(all[i], i)
end
for i = 1, #all do sum = (sum + select(2, coroutine.resume(all[i], i))) % 1000003 end
print("cocreate", sum)
