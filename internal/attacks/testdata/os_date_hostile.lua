-- @attack  os.date / os.time with hostile formats and fields
-- @class   builtin
-- @expect  CONTAINED|LIMIT
if not os then print("CONTAINED") return end
if os.date then
  for _, f in ipairs{"%", "%E", "%Ez", "%O", "%Oz", "%9", "*x", "!*x", "%Q", ("%c"):rep(100000), ("x"):rep(1000000)} do pcall(os.date, f) pcall(os.date, f, 2^60) pcall(os.date, f, -2^60) pcall(os.date, f, math.maxinteger) end
end
if os.time then
  for _, v in ipairs{math.maxinteger or 2^53, math.mininteger or -2^53, 2^31, 2^40, 0/0, 1/0, "x", 1.5} do pcall(os.time, {year = v, month = 1, day = 1}) pcall(os.time, {year = 2020, month = v, day = v, hour = v, min = v, sec = v}) end
end
print("CONTAINED")
