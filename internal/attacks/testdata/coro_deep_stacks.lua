-- @attack  many suspended coroutines, each with a deep stack
-- @class   coro
-- @expect  LIMIT|ERROR
local all = {}
local function deep(n) if n == 0 then coroutine.yield() return 0 end return 1 + deep(n - 1) end
for i = 1, 1e6 do all[i] = coroutine.wrap(deep) all[i](10000) end
