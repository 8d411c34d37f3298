-- @attack  traversals of tables that change on the way
-- @class   builtin
-- @expect  CONTAINED|LIMIT|ERROR
for i = 1, 200 do
  local t = {} for j = 1, 200 do t[j], t["k" .. j] = j, j end
  pcall(function() for k in pairs(t) do t[k] = nil t[{}] = 1 collectgarbage("step") end end)
  local k repeat local ok ok, k = pcall(next, t, k) until not ok or k == nil
  pcall(next, t, {}) pcall(next, t, 0/0) pcall(next, t, "k" .. i)
end
print("CONTAINED")
