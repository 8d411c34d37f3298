-- @attack  recursion through pcall (native stack in most VMs)
-- @class   stack
-- @expect  CONTAINED|LIMIT
local function f(n) local ok, r = pcall(f, n + 1) return r end
local ok, r = pcall(f, 1)
print("CONTAINED")
