local t = {} for i = 1, 400000 do t[i] = i end local x = 1 while true do x = (x * 1103515245 + 12345) % 400000 local y = t[x] t[x] = y end
