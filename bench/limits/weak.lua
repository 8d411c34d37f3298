local w = setmetatable({}, { __mode = "k" }) while true do for i = 1, 1000 do w[{}] = i end end
