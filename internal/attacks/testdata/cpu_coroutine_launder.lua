-- @attack  run each slice inside a fresh coroutine, hoping a per-coroutine counter starts at zero
-- @class   cpu
-- @expect  FUEL
-- @detail  fuel is per VM/executor, not per coroutine (PUC hooks are per-thread)
while true do
  local co = coroutine.wrap(function() for i = 1, 1e5 do end end)
  pcall(co)
end
