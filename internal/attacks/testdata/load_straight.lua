-- @attack  a long run of code without a loop or call, again and again
-- @class   cpu
-- @expect  LIMIT|ERROR
local f = load("local x = 0 " .. ("x = x * 3 + 1 x = x // 2 "):rep(100000) .. " return x")
while true do f() end
