-- @attack  format with absurd widths and precisions
-- @class   builtin
-- @expect  CONTAINED
-- @ref     '%99999f' class stack-buffer overflow; CVE-2024-31449 class
local bad = {"%99999f", "%.99999f", "%99999.99999f", "%100d", "%.100d", "%0100x", "%9999999999s", "%.9999999999s", "%*d", "%-+ #0 #0d", "%111111111111111111111d", "%y", "%", "%l", "%5", "%.", "%n", "%hn", "%ls", "%-", "% ", "%10q", "%#s"}
for _, f in ipairs(bad) do
  local ok, r = pcall(string.format, f, 1)
  if ok and #r > 512 then print("BREACH " .. f .. " -> " .. #r) return end
end
local ok, r = pcall(string.format, "%99.99f", -1.7976931348623157e308)
if ok and #r > 512 then print("BREACH long") return end
print("CONTAINED")
