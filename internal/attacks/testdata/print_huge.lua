-- @attack  print of long strings without end
-- @class   builtin
-- @expect  LIMIT
local s = ("x"):rep(1000000) while true do print(s, s) end
