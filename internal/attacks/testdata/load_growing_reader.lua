-- @attack  reader functions that give ever more, or call load
-- @class   parser
-- @expect  LIMIT|ERROR
local piece = "x = 1 "
while true do
  pcall(load, function() piece = piece .. piece return piece end)
  piece = "x = 1 "
  pcall(load, function() return load(function() return "y = 2 " end) end)
end
