local mt = {} while true do setmetatable({}, mt) end
