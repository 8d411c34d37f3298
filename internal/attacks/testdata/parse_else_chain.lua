-- @attack  50k elseif / and-or jump lists: quadratic jump patching
-- @class   parser
-- @expect  CONTAINED|LIMIT
local ld = loadstring or load
local b = {"local x = ... if x==0 then return 0 "}
for i = 1, 50000 do b[#b + 1] = "elseif x==" .. i .. " then return " .. i .. " " end
b[#b + 1] = "end"
local f = ld(table.concat(b))
pcall(ld, "local a return " .. ("a and a or "):rep(50000) .. "a")
print("CONTAINED")
