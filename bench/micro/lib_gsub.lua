-- The library alone: gsub.
local n = 0
local s = ("hello world "):rep(10)
for i = 1, 60000 do
  s:gsub("o", "0")
end
print(n)
