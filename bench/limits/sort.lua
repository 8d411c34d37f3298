local t = {} while true do for i = 1, 1000 do t[i] = i * 7919 % 1009 end table.sort(t) end
