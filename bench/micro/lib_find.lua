-- The library alone: find.
local n = 0
local s = ("x"):rep(100) .. "needle"
for i = 1, 1000000 do
  s:find("needle", 1, true)
end
print(n)
