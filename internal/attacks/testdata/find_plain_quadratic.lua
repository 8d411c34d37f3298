-- @attack  plain find, naive algorithm: 2M x 1M comparisons in one call
-- @class   builtin
-- @expect  CONTAINED|FUEL
-- @detail  must be metered or linear-time (Go strings.Index is)
local r = string.find(("a"):rep(2000000), ("a"):rep(1000000) .. "b", 1, true)
print(r == nil and "CONTAINED" or "BREACH")
