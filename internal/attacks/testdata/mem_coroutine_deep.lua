-- @attack  each coroutine recurses 100k deep, yields, and is kept
-- @class   coro
-- @expect  LIMIT|ERROR
local t = {}
local function deep(n) if n == 0 then coroutine.yield() return 0 end return 1 + deep(n - 1) end
for i = 1, 1000000 do local co = coroutine.create(deep) coroutine.resume(co, 100000) t[i] = co end
print("FINISHED")
