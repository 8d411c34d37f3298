-- @attack  to-be-closed variables that yield while an error is on its way
-- @class   coro
-- @expect  CONTAINED|LIMIT
local mt = { __close = function() for i = 1, 10 do coroutine.yield(i) end end }
for i = 1, 2000 do
  local co = coroutine.create(function() local a <close> = setmetatable({}, mt) local b <close> = setmetatable({}, mt) error("x") end)
  while coroutine.resume(co) do end
  coroutine.close(co)
end
print("CONTAINED")
