-- The library alone: utf8.
local n = 0
local s = ("aé€"):rep(10)
for i = 1, 30000 do
  utf8.len(s) for p, c in utf8.codes(s) do n = n + 1 end
end
print(n)
