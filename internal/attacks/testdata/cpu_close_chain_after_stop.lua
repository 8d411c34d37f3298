-- @attack  coroutine.close / wrap cleanup handlers that never end
-- @class   cpu
-- @expect  FUEL
-- @needs   5.4
local co = coroutine.create(function()
  local a <close> = setmetatable({}, {__close = function() while true do end end})
  coroutine.yield()
end)
coroutine.resume(co)
coroutine.close(co)
