-- @attack  %b() over a string of opens: quadratic, one builtin call
-- @class   builtin
-- @expect  FUEL
print(string.find(("("):rep(3000000), "%b()"))
