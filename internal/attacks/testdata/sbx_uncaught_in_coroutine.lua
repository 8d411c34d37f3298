-- @attack  uncaught error while unwinding to-be-closed variables inside nested coroutines
-- @class   integrity
-- @expect  ERROR
-- @needs   5.4
local function lvl(n)
  local c <close> = setmetatable({}, {__close = function(_, e) error("close " .. n .. tostring(e):sub(1, 20), 0) end})
  if n == 0 then error("root") end
  return coroutine.wrap(lvl)(n - 1)
end
lvl(40)
