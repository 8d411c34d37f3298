local t = setmetatable({}, {}) for i = 2, 60 do t[1 << i] = 1 end t[1] = 1 while true do local n = #t end
