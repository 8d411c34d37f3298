-- @attack  concat doubling in a 64-iteration loop
-- @class   mem
-- @expect  MEM|ERROR
-- @ref     minetest mesecons issue 516
local x = "."
for k = 1, 64 do x = x .. x end
print("FINISHED", #x)
