-- @attack  allocations right at the limit, caught and repeated
-- @class   mem
-- @expect  CONTAINED|LIMIT|ERROR
local keep = {}
while pcall(function() keep[#keep + 1] = ("x"):rep(1000000) end) do end
for i = 1, 300 do
  pcall(string.rep, "y", 900000) pcall(function() local t = {} for j = 1, 100000 do t[j] = {} end end) pcall(table.concat, keep)
  pcall(coroutine.wrap(function() local function f(n) return 1 + f(n + 1) end f(1) end)) pcall(load, ("x = 1 "):rep(10000))
end
keep = nil
assert(#("x"):rep(30000000) == 30000000)
print("CONTAINED")
