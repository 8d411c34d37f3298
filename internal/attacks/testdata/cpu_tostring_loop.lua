-- @attack  __tostring that loops, called from print / tostring / error reporting
-- @class   cpu
-- @expect  FUEL
print(setmetatable({}, {__tostring = function() while true do end end}))
