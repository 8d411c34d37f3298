local f = math.abs while true do f(1) f(2) f(3) end
