-- @attack  gsub whose replacements grow, with anchors and empty matches
-- @class   builtin
-- @expect  LIMIT|ERROR
local s = "a"
while true do s = s:gsub("", s) s = s:gsub(".", "%0%0%0") end
