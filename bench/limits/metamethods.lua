local t = setmetatable({}, { __index = function(_, k) return k end, __add = function(a) return 1 end }) while true do local x = t.x + t[1] + (t + t) end
