-- @attack  catastrophic backtracking, greedy stars
-- @class   builtin
-- @expect  FUEL
print(string.match(("x"):rep(3000), ("x.*"):rep(60) .. "y"))
