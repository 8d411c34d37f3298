-- closures over loop variables and parameters
local function adder(n) return function(x) return x + n end end
local sum = 0
for i = 1, 2000000 do
  sum = (sum + adder(i)(1)) % 1000003
end
local list = {}
for i = 1, 300000 do
  local n = i
  list[i % 1000 + 1] = function() n = n + 1 return n end
end
for _, f in ipairs(list) do sum = sum + f() end
print("allocclosure", sum)
