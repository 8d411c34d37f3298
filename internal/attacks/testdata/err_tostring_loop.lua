-- @attack  an error object whose __tostring fails with another
-- @class   stack
-- @expect  CONTAINED|LIMIT|ERROR
local mt mt = { __tostring = function() error(setmetatable({}, mt)) end }
error(setmetatable({}, mt))
