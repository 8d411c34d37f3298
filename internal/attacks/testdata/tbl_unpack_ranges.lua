-- @attack  unpack with hostile ranges (integer overflow of the count)
-- @class   builtin
-- @expect  CONTAINED
-- @ref     CVE-2025-46817 (Redis luaB_unpack integer overflow)
local unpack = table.unpack or unpack
local mi, ma = math.mininteger or -2^63, math.maxinteger or 2^63
local R = {{mi, ma}, {0, ma}, {-1, ma}, {mi, 0}, {1, 2147483647}, {-2147483648, 2147483647}, {0, 4294967295}, {1, 1e8}, {ma - 1e6, ma}, {mi, mi + 1e8}}
for _, r in ipairs(R) do
  local ok, e = pcall(function() return select("#", unpack({}, r[1], r[2])) end)
  if ok and (e == nil or e < 0 or e > 2e6) then print("BREACH", r[1], r[2], e) return end
end
print("CONTAINED")
