-- @attack  sub/byte/find/rep with extreme indices
-- @class   integrity
-- @expect  CONTAINED
local mi, ma = math.mininteger or -2^53, math.maxinteger or 2^53
local s = "hello"
for _, i in ipairs{mi, mi + 1, -6, -1, 0, 1, 5, 6, ma - 1, ma} do
  for _, j in ipairs{mi, mi + 1, -6, -1, 0, 1, 5, 6, ma - 1, ma} do
    local r = s:sub(i, j) if #r > 5 then print("BREACH sub") return end
    pcall(string.byte, s, i, j) pcall(string.find, s, "l", i) pcall(string.find, s, "l", i, true)
  end
  if string.gmatch then pcall(function() for w in s:gmatch("l", i) do end end) end
  pcall(string.gsub, s, "l", "x", i)
  if utf8 then pcall(utf8.len, s, i, ma) pcall(utf8.offset, s, i) pcall(utf8.offset, s, 1, i) pcall(utf8.codepoint, s, i) pcall(utf8.codepoint, s, 1, i) end
end
print("CONTAINED")
