-- @attack  strings as keys that live only in the intern table
-- @class   mem
-- @expect  CONTAINED|LIMIT
local t = {} for i = 1, 3000000 do t["key" .. i % 1000 .. "x" .. i] = nil end
print("CONTAINED")
