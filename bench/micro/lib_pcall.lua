-- The library alone: pcall.
local n = 0
local function f(x) return x end
for i = 1, 1500000 do
  pcall(f, i)
end
print(n)
