-- @attack  pack/unpack with a 4 MB format string (format loop must be metered)
-- @class   builtin
-- @expect  CONTAINED|LIMIT
-- @needs   5.4
local f = ("<"):rep(4000000)
for i = 1, 20 do pcall(string.pack, f) pcall(string.packsize, f) pcall(string.unpack, f, "") end
print("CONTAINED")
