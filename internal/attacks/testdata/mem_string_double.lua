-- @attack  string doubling
-- @class   mem
-- @expect  MEM|ERROR
local s = "x"
while true do s = s .. s end
