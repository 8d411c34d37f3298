local t = {} for i = 1, 1000 do t[i] = i end while true do local n = #t t[n] = nil if n < 10 then for i = 1, 1000 do t[i] = i end end end
