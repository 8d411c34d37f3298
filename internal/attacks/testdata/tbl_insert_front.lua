-- @attack  insert(t,1,x) on a big array: O(n) hidden in a call, n times
-- @class   builtin
-- @expect  FUEL|MEM
local t = {}
for i = 1, 300000 do t[i] = i end
while true do table.insert(t, 1, 0) end
