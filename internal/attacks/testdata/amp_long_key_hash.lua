-- @attack  long strings as table keys: hash cost hidden in one SETTABLE
-- @class   builtin
-- @expect  LIMIT
local s = ("k"):rep(4 * 1024 * 1024)
local t = {}
local i = 0
while true do i = i + 1 t[s .. (i % 7)] = i end
