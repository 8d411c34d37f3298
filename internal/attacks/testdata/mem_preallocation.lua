-- @attack  builtins that pre-size from an argument: table.pack, unpack+constructor, string.rep, select('#')
-- @class   mem
-- @expect  MEM|ERROR|FUEL
local keep, unpack, i = {}, table.unpack or unpack, 0
while true do i = i + 1 keep[i] = {pcall(unpack, {}, 1, 200000)} keep[i][1] = {n = select("#", unpack({}, 1, 200000))} end
