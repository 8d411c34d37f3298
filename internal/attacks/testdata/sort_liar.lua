-- @attack  comparators that lie, fail and change the table
-- @class   builtin
-- @expect  CONTAINED|LIMIT|ERROR
for i = 1, 300 do
  local t = {} for j = 1, 300 do t[j] = j * 7919 % 307 end
  pcall(table.sort, t, function() return true end) pcall(table.sort, t, function(a, b) t[a] = nil t[#t + 1] = b return a > b end)
  pcall(table.sort, t, function(a, b) if a == 3 then error("x") end return a < b end)
  local co = coroutine.wrap(function() table.sort(t, function(a, b) coroutine.yield() return not a or not b or a < b end) end)
  for k = 1, 100 do if not pcall(co) then break end end
end
print("CONTAINED")
