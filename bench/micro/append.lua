-- arrays that grow by appending, and shrink again
local sum = 0
for round = 1, 8 do
  local t = {}
  for i = 1, 300000 do t[#t + 1] = i end
  for i = 1, 300000, 1000 do sum = sum + t[i] end
  for _ = 1, 150000 do t[#t] = nil end
  for i = 1, 20000 do
    local small = {}
    for j = 1, 10 do small[j] = i + j end
    sum = sum + #small
  end
  sum = sum + #t
end
print("append", sum)
