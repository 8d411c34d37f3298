while true do local s = tostring(1.5) s = tostring({}) end
