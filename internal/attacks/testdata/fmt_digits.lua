-- @attack  format with the most digits, flags and widths
-- @class   builtin
-- @expect  CONTAINED|LIMIT|ERROR
for i = 1, 20000 do
  local s = string.format("%99.99f", 1e308) s = string.format("%-99.99e|%+99.99g|%099d", 1e-308, 1.5, i) s = string.format("%99.99a", 0.1)
  pcall(string.format, "%100d", 1) pcall(string.format, ("%"):rep(1000), 1) pcall(string.format, "%" .. ("0"):rep(1000) .. "d", 1)
end
print("CONTAINED")
