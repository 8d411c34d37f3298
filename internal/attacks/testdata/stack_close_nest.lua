-- @attack  nested coroutine.close: each pending __close closes the next coroutine, 100k deep
-- @class   coro
-- @expect  CONTAINED|LIMIT
-- @ref     lua.org bug 5.4.4-9 'C stack overflow with nesting of coroutine.close'
-- @needs   5.4
local prev
for i = 1, 100000 do
  local p = prev
  local co = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() if p then coroutine.close(p) end end}) coroutine.yield() end)
  coroutine.resume(co) prev = co
end
pcall(coroutine.close, prev)
print("CONTAINED")
