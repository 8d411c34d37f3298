-- @attack  warnings without end
-- @class   builtin
-- @expect  LIMIT
warn("@on") while true do warn("x") warn("a", "b", "c") end
