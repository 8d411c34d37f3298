-- @attack  coroutines that close those that resumed them
-- @class   coro
-- @expect  CONTAINED|LIMIT
local function nest(n, list)
  local co co = coroutine.create(function()
    list[#list + 1] = co
    for i = 1, #list do pcall(coroutine.close, list[i]) pcall(coroutine.resume, list[i]) end
    if n > 0 then nest(n - 1, list) end
  end)
  coroutine.resume(co) coroutine.close(co)
end
for i = 1, 100 do nest(150, {}) end
print("CONTAINED")
