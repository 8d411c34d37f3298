-- @attack  150 nested pcalls each restarting the loop when the limit error passes through
-- @class   cpu
-- @expect  FUEL
-- @detail  limit error must unwind all frames in bounded time, no handler runs after exhaustion
local function nest(n)
  if n == 0 then while true do end end
  while true do pcall(nest, n - 1) end
end
nest(150)
