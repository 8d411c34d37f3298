-- small objects {x=, y=} that die young, some of them kept for a while
local ring = {}
local sum = 0
for i = 1, 2500000 do
  local p = { x = i, y = i + 1 }
  if i % 8 == 0 then ring[i // 8 % 4096 + 1] = p end
  sum = sum + p.x - p.y
end
for _, p in ipairs(ring) do sum = sum + p.x % 7 end
print("allocobject", sum)
