-- The library alone: gmatch.
local n = 0
local s = ("word "):rep(20)
for i = 1, 20000 do
  for w in s:gmatch("%a+") do n = n + 1 end
end
print(n)
