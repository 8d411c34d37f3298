-- strings that die young: concatenation, sub, format, tostring
local total = 0
for i = 1, 400000 do
  local s = "key" .. i
  local t = s .. ":" .. (i * 3) .. ";" .. s
  total = total + #t + #t:sub(3, 9)
  total = total + #tostring(i) + #tostring(i / 4)
  total = total + #string.format("%d/%s/%5.1f", i, s, i / 3)
end
print("allocstring", total)
