-- @attack  builtin re-enters Lua: gsub callback that loops
-- @class   cpu
-- @expect  FUEL
-- @detail  stop inside a callback called from a builtin must unwind the builtin too
string.gsub("x", ".", function() while true do end end)
