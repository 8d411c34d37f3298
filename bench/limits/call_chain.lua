local t = print for i = 1, 150 do t = setmetatable({}, { __call = t }) end while true do pcall(t) end
