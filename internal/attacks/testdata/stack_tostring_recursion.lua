-- @attack  __tostring / __name recursion, via print, tostring, format %s, error
-- @class   stack
-- @expect  CONTAINED|LIMIT
local t = setmetatable({}, {__tostring = function(s) return tostring(s) end})
if pcall(tostring, t) then print("BREACH") return end
local u = setmetatable({}, {__tostring = function(s) return string.format("%s", s) end})
pcall(string.format, "%s", u)
if pcall(tostring, setmetatable({}, {__tostring = function() return {} end})) then print("BREACH non-string accepted") return end
pcall(tostring, setmetatable({}, {__name = ("n"):rep(1000000)}))
pcall(error, setmetatable({}, {__tostring = error}))
print("CONTAINED")
