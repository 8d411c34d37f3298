-- @attack  error messages that quote each other
-- @class   mem
-- @expect  CONTAINED|LIMIT|ERROR
local e = "x"
for i = 1, 100000 do local ok ok, e = pcall(error, e .. e) if #e > 1000000 then e = e:sub(1, 100000) end end
print("CONTAINED")
