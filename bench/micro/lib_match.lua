-- The library alone: match.
local n = 0
local s = "key = value"
for i = 1, 300000 do
  s:match("^(%w+)%s*=%s*(%w+)$")
end
print(n)
