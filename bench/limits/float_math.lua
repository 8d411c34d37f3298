local x = 1.5 while true do x = x ^ 1.01 % 7 // 0.3 + 1.5 end
