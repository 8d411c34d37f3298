-- @attack  uncaught error object whose __tostring raises: the host's reporter must survive
-- @class   integrity
-- @expect  ERROR
error(setmetatable({}, {__tostring = function() error("nested") end}))
