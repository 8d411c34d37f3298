-- @attack  error in error handler, repeated, under a nearly full stack
-- @class   stack
-- @expect  CONTAINED|LIMIT
local function deep(n) if n == 0 then return xpcall(error, function(e) local t = {} t.x.y = 1 end, "e") end return (deep(n - 1)) end
for d = 1, 200, 7 do pcall(deep, d) end
for d = 150000, 199000, 7000 do pcall(deep, d) end
print("CONTAINED")
