-- @attack  every frame catches the overflow and recurses again (2^depth retries at the edge of the stack)
-- @class   stack
-- @expect  FUEL|CONTAINED|MEM
local function f() pcall(f) pcall(f) end
f()
print("CONTAINED")
