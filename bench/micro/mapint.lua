-- maps from integers: keys in order with gaps, and keys in no order
local N = 500000
local function fill(key)
  local m = {}
  for i = 1, N do m[key(i)] = i end
  local sum = 0
  for i = 1, N, 3 do sum = sum + m[key(i)] end
  for i = 1, N, 2 do m[key(i)] = nil end
  local n = 0
  for _, v in pairs(m) do n = n + 1 sum = (sum + v) % 1000003 end
  for i = 1, N do if m[key(i)] then n = n + 1 end end
  return n, sum
end
print("mapint", fill(function(i) return i * 10 end))
local function scramble(i)
  i = (i ~ (i >> 9)) * 0x2545F4914F6CDD1D
  return (i ~ (i >> 29)) * 0x1B873593 >> 24
end
print("mapint", fill(scramble))
