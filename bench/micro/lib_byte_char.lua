-- The library alone: byte char.
local n = 0
local s = "hello"
for i = 1, 700000 do
  string.char(s:byte(1, 3))
end
print(n)
