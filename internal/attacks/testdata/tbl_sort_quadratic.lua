-- @attack  comparator built to drive quicksort to its worst case (antiqsort adversary)
-- @class   builtin
-- @expect  CONTAINED|LIMIT
-- @detail  O(n log n) worst case or metered per comparison
local n, key, solid, cand = 20000, {}, 0, 1
local t = {}
for i = 1, n do t[i] = i key[i] = n + 1 end
local cnt = 0
pcall(table.sort, t, function(a, b)
  cnt = cnt + 1
  if key[a] > n and key[b] > n then if a == cand then key[a] = solid else key[b] = solid end solid = solid + 1 end
  if key[a] > n then cand = a elseif key[b] > n then cand = b end
  return key[a] < key[b]
end)
print(cnt < 60 * n and "CONTAINED" or "BREACH quadratic sort " .. cnt)
