-- @attack  number parsing of 8 MB numerals, all bases
-- @class   builtin
-- @expect  CONTAINED|LIMIT
local d = ("9"):rep(8000000)
tonumber(d) tonumber("0x" .. ("f"):rep(8000000)) tonumber("1e" .. d) tonumber("0." .. ("0"):rep(8000000) .. "1")
tonumber(("z"):rep(8000000), 36) tonumber(("1"):rep(8000000), 2)
print("CONTAINED")
