-- @attack  string.rep size arithmetic overflow
-- @class   builtin
-- @expect  CONTAINED
-- @ref     CVE-2022-24834 class (size arithmetic); PUC 'resulting string too large'
-- @needs   5.4
local ma = math.maxinteger
local cases = {{"x", ma}, {"xx", ma}, {("x"):rep(1000), ma // 999}, {"x", ma, "yy"}, {"xyz", 6148914691236517206}, {"", 6148914691236517206, "xyz"}, {"xx", 2^62 // 1 | 0, "xx"}, {"x", 1 << 62, ("y"):rep(7)}}
for i, c in ipairs(cases) do
  local ok, e = pcall(string.rep, c[1], c[2], c[3])
  if ok then print("BREACH case " .. i .. " gave " .. #e) return end
end
if ("x"):rep(math.mininteger) ~= "" or ("x"):rep(0, "sep") ~= "" or ("x"):rep(1, "sep") ~= "x" then print("BREACH small") return end
print("CONTAINED")
