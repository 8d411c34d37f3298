-- @attack  catastrophic gmatch in a generic for
-- @class   builtin
-- @expect  FUEL
for w in string.gmatch(("a"):rep(5000), ("a-"):rep(20) .. "b") do print(w) end
