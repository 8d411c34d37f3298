-- @attack  as many arguments and results as the stack takes
-- @class   stack
-- @expect  CONTAINED|LIMIT|ERROR
local t = {} for i = 1, 250000 do t[i] = i end
for i = 1, 100 do
  pcall(select, "#", table.unpack(t)) pcall(string.char, table.unpack(t, 1, 200)) pcall(math.max, table.unpack(t)) pcall(table.unpack, t, 1, 1e8)
  pcall(table.unpack, {}, -1e9, 1e9) pcall(function(...) local u = { ... } return ... end, table.unpack(t)) pcall(select, -1, table.unpack(t))
  pcall(coroutine.wrap(function(...) coroutine.yield(...) end), table.unpack(t)) pcall(string.format, ("%s"):rep(1000), table.unpack(t))
end
print("CONTAINED")
