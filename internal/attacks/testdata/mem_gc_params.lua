-- @attack  absurd GC parameters and mode flapping
-- @class   gc
-- @expect  CONTAINED|LIMIT
-- @ref     lua commit 632a71b2 'Arithmetic overflow in collectgarbage"step"', deac067e
local mi, ma = math.mininteger or -2^53, math.maxinteger or 2^53
for _, v in ipairs{0, 1, -1, 1000, 1e9, 2^31, -2^31, 2^53, mi, ma} do
  for _, o in ipairs{"setpause", "setstepmul", "step", "incremental", "generational", "isrunning", "count", "bogus", "param"} do pcall(collectgarbage, o, v, v, v) end
end
for i = 1, 200 do pcall(collectgarbage, "generational") local t = {} for k = 1, 200 do t[k] = {k} end pcall(collectgarbage, "incremental") pcall(collectgarbage, "step", 0) end
pcall(collectgarbage, "incremental", 200, 100, 13)
collectgarbage()
print("CONTAINED")
