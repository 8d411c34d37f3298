-- @attack  utf8 functions over long and invalid texts
-- @class   builtin
-- @expect  CONTAINED|LIMIT|ERROR
local s = ("\u{10FFFF}"):rep(500000) local bad = ("\xff"):rep(500000)
for i = 1, 20 do
  utf8.len(s) utf8.len(bad) utf8.len(s, -1) pcall(utf8.codepoint, s, 1, -1) pcall(utf8.offset, s, 400000) pcall(utf8.offset, bad, -400000)
  for _ in utf8.codes(s:sub(1, 40000)) do end pcall(function() for _ in utf8.codes(bad) do end end)
end
print("CONTAINED")
