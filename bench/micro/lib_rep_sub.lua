-- The library alone: rep sub.
local n = 0
for i = 1, 500000 do
  local _ = ("ab"):rep(20):sub(3, 9)
end
print(n)
