-- @attack  catastrophic backtracking: (a?)^n a^n
-- @class   builtin
-- @expect  FUEL|ERROR
-- @detail  matcher must meter its own steps; an 'a?' chain may also stop with 'pattern too complex'
-- @ref     minetest mesecons issue 255; luau interrupt.luau hang1
local n = 100
print(string.find(("a"):rep(n), ("a?"):rep(n) .. ("a"):rep(n)))
