-- @attack  rep and concat at the edge of every overflow
-- @class   mem
-- @expect  CONTAINED|LIMIT|ERROR
for i = 1, 200 do
  for _, n in ipairs { math.maxinteger, 1 << 31, (1 << 31) - 1, 1 << 62, (1 << 63) // 3, 1e9, 4294967297 } do
    pcall(string.rep, "abc", n) pcall(string.rep, "", n, "x") pcall(string.rep, "x", n, ("y"):rep(1000)) pcall(string.rep, "", n)
    pcall(table.concat, {}, ("x"):rep(1000), 1, n) pcall(utf8.char, n) pcall(string.pack, "c" .. n // 1 | 0, "")
  end
end
print("CONTAINED")
