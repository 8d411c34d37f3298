while true do local t = {} for i = 1, 50000 do t["k" .. i] = i end end
