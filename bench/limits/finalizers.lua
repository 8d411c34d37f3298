while true do setmetatable({}, { __gc = function() end }) end
