-- numeric loop: integer and float arithmetic in registers, no calls
local a, x = 0, 0.5
for i = 1, 20000000 do
  a = (a + i * 3) & 0xffffff
  x = x * 0.999 + i
end
print("numloop", a, string.format("%.6f", x))
