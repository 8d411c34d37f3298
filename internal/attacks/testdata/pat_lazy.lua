-- @attack  catastrophic backtracking with lazy quantifiers (polynomial, degree 5)
-- @class   builtin
-- @expect  FUEL
-- @ref     wasmoon issue 45, tinymux issue 1591
print(string.find(("a"):rep(20000), ".-.-.-.-.-b$"))
