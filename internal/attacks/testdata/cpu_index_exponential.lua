-- @attack  exponential work through __index only (needs a check at return/metamethod, not only at call)
-- @class   cpu
-- @expect  FUEL
-- @ref     luau tests/conformance/interrupt.luau idea (RETURN needs an interrupt too)
local o = setmetatable({}, {__index = function(o, n) if n < 2 then return 1 end return o[n - 1] + o[n - 2] end})
local x = o[90]
