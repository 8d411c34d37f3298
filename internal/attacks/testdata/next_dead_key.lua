-- @attack  continue a traversal after its current key was cleared and collected, and after a rehash
-- @class   integrity
-- @expect  CONTAINED
-- @ref     lua commit 52c86797 'keys removed from tables vs next'
for round = 1, 20 do
  local t = {} for i = 1, 100 do t[{}] = i t["k" .. i] = i end
  local n = 0
  for k, v in pairs(t) do n = n + 1 t[k] = nil k = nil collectgarbage() end
  if n ~= 200 or next(t) ~= nil then print("BREACH traversal " .. n) return end
end
local t = {1, 2, 3, x = 1}
local k = next(t) for i = 1, 1000 do t["n" .. i] = i end for i = 1, 1000 do t["n" .. i] = nil end collectgarbage()
pcall(next, t, k) pcall(next, t, "n5") pcall(next, t, {})
print("CONTAINED")
