-- @attack  errors from the deepest stack, again and again
-- @class   stack
-- @expect  CONTAINED|LIMIT|ERROR
local function f(n) local a, b, c = {}, n, function() return n end if n == 0 then error({}) end f(n - 1) return a, b, c end
for i = 1, 50 do pcall(f, 100000) end
print("CONTAINED")
