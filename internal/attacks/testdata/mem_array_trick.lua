-- @attack  fill half an array so the array part doubles, delete, repeat: array part must shrink or be counted
-- @class   mem
-- @expect  LIMIT|ERROR
local keep = {}
for r = 1, 1e9 do
  local t = {}
  for i = 1, 70000 do t[i] = i end
  for i = 1, 69999 do t[i] = nil end
  keep[r] = t
end
