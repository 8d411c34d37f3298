-- @attack  __len / # lying: strings, floats, NaN, negatives, huge
-- @class   integrity
-- @expect  CONTAINED|LIMIT
-- @needs   5.4
for _, v in ipairs{"x", 1.5, 0/0, -1, -2^31 // 1 | 0, math.mininteger, {}, true, 3.0} do
  local p = setmetatable({1, 2, 3}, {__len = function() return v end})
  pcall(function() return #p end) pcall(table.unpack, p) pcall(table.concat, p) pcall(table.insert, p, 1) pcall(table.remove, p) pcall(table.sort, p) pcall(ipairs, p)
end
pcall(table.insert, {}, math.maxinteger, 1) pcall(table.insert, {}, math.mininteger, 1) pcall(table.insert, {}, 1, 2, 3) pcall(table.remove, {}, 5) pcall(table.remove, {1, 2, 3}, -1)
print("CONTAINED")
