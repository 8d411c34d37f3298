-- @attack  coroutines that each make two more
-- @class   coro
-- @expect  LIMIT|ERROR
local all = {}
local function f() while true do all[#all + 1] = coroutine.create(f) all[#all + 1] = coroutine.create(f) coroutine.yield() end end
all[1] = coroutine.create(f)
local i = 1 while true do coroutine.resume(all[i]) i = i + 1 end
