-- @attack  recursion through gsub/gmatch callbacks
-- @class   stack
-- @expect  CONTAINED|LIMIT
local function f(s) return (string.gsub(s, ".", f)) end
pcall(f, "x")
local function g() for w in ("abc"):gmatch(".") do g() end end
pcall(g)
print("CONTAINED")
