-- @attack  finalizers that yield, resume and close coroutines
-- @class   gc
-- @expect  CONTAINED|LIMIT
for i = 1, 2000 do
  setmetatable({}, { __gc = function()
    pcall(coroutine.yield)
    local co = coroutine.wrap(function() coroutine.yield(1) end) co() co()
    collectgarbage()
  end })
end
collectgarbage() print("CONTAINED")
