local i = 0 while true do i = i + 1 local s = "key" .. i end
