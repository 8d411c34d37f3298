-- @attack  allocate inside the handler that runs because of the memory error
-- @class   mem
-- @expect  MEM|FUEL
local t = {}
while true do xpcall(function() while true do t[#t + 1] = {} end end, function(e) for i = 1, 1e6 do t[#t + 1] = {i} end return t end) end
