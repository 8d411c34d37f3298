-- table loop: integer keys in the array part, read and written
local t = {}
for i = 1, 1000 do t[i] = i end
local sum = 0
for round = 1, 20000 do
  for i = 2, #t do
    t[i] = (t[i - 1] + t[i] + round) % 8191
  end
  sum = (sum + t[#t]) % 1000003
end
print("tableloop", sum)
