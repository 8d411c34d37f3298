-- @attack  error out of gsub/sort/concat/load callbacks 100k times with GC: no leak of builtin buffers
-- @class   gc
-- @expect  CONTAINED|FUEL
local big = ("x"):rep(2000)
for i = 1, 20000 do
  pcall(string.gsub, big, "x", function() if i % 3 == 0 then error("e") end return nil end, 5)
  pcall(table.sort, {3, 2, 1}, function() error(i) end) pcall(table.concat, {1, 2, {}}) pcall(load or loadstring, function() error("r") end) pcall(string.format, "%d", "x")
end
collectgarbage()
print(collectgarbage("count") < 50000 and "CONTAINED" or "BREACH leak")
