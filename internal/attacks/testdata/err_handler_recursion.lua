-- @attack  message handlers that fail, recurse and yield
-- @class   stack
-- @expect  CONTAINED|LIMIT|ERROR
local function h(m) return xpcall(error, h, m) end
for i = 1, 2000 do
  xpcall(error, h, "x") xpcall(error, function() error("again") end, "x")
  coroutine.wrap(function() xpcall(error, function() coroutine.yield() end, "x") end)()
  xpcall(function() local function f() return f() + 1 end f() end, function(m) local function g() return g() + 1 end return g() end)
end
print("CONTAINED")
