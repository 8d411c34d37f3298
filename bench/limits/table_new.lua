while true do local t = { 1, 2, 3, x = 4 } end
