-- The library alone: gsub function.
local n = 0
local s = ("hello world "):rep(10) local function f(w) return w end
for i = 1, 15000 do
  s:gsub("%w+", f)
end
print(n)
