-- @attack  frontier with a huge set on a huge string: |s| * |set|
-- @class   builtin
-- @expect  FUEL
local set = {}
for i = 1, 20000 do set[i] = "\1" end
print(string.find(("a"):rep(3000000), "%f[" .. table.concat(set) .. "]"))
