local t = {} for i = 1, 200000 do t[i * 1.5] = i end local x = 1 while true do x = (x * 1103515245 + 12345) % 200000 local y = t[x * 1.5] end
