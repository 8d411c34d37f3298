while true do local a <close> = setmetatable({}, { __close = function() end }) end
