-- @attack  __call chains: self-call, 100k-deep chain of callables
-- @class   stack
-- @expect  CONTAINED|LIMIT
-- @ref     lua commit 6b3e116d 'luaD_tryfuncTM'
local t = {} setmetatable(t, {__call = t})
if pcall(t) then print("BREACH self __call returned") return end
local f = function(...) return select("#", ...) end
for i = 1, 100000 do f = setmetatable({}, {__call = f}) end
pcall(f)
local g = function() return 1 end
for i = 1, 20 do g = setmetatable({}, {__call = g}) end
print((pcall(g)) and "CONTAINED" or "CONTAINED")
