-- @attack  exponential recursion with shallow depth (2^60 calls)
-- @class   cpu
-- @expect  FUEL
local function b(n) if n > 0 then b(n - 1) b(n - 1) end end
b(60)
