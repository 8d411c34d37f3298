-- @attack  recursion through load readers and loaded chunks
-- @class   stack
-- @expect  CONTAINED|LIMIT
-- @needs   load(string or reader)
local function r() local done = false return load(function() if done then return nil end done = true r() return "x=1" end) end
pcall(r)
S = "local f = load(S) return f()+1"
pcall(function() return load(S)() end)
print("CONTAINED")
