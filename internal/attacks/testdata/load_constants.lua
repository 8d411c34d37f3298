-- @attack  a chunk with a million constants
-- @class   parser
-- @expect  CONTAINED|LIMIT|ERROR
local t = {} for i = 1, 200000 do t[i] = i + 0.5 end
for i = 1, 20 do load("return {" .. table.concat(t, ",") .. "}") end
print("CONTAINED")
