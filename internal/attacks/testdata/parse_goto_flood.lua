-- @attack  20k pending gotos, 20k labels, nested blocks: quadratic label resolution
-- @class   parser
-- @expect  CONTAINED|LIMIT
-- @needs   goto
local ld = loadstring or load
local b = {}
for i = 1, 20000 do b[i] = "goto L" .. i .. " " end
for i = 1, 20000 do b[#b + 1] = "::L" .. i .. ":: " end
pcall(ld, table.concat(b))
b = {} for i = 1, 150 do b[i] = "do goto E " end
b[#b + 1] = ("goto E "):rep(20000) b[#b + 1] = ("end "):rep(150) b[#b + 1] = "::E::"
pcall(ld, table.concat(b))
print("CONTAINED")
