-- @attack  patterns with the most captures and back references
-- @class   builtin
-- @expect  CONTAINED|LIMIT|ERROR
local s = ("ab"):rep(2000)
local p = ("("):rep(16) .. "a-" .. (")"):rep(16) .. "%1%2%3-b*" .. ("(.-)"):rep(14)
for i = 1, 200 do pcall(string.find, s, p) pcall(string.gsub, s, p, "%1%2%9") pcall(string.match, s, ("(.-)%1"):rep(16)) end
print("CONTAINED")
