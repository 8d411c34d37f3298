-- @attack  back-reference search, cubic
-- @class   builtin
-- @expect  FUEL
print(string.find(("a"):rep(20000), "(a*)%1%1b"))
