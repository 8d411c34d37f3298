while true do load("local x = 1 return x + 1") end
