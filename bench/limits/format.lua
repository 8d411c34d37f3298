while true do local s = string.format("%5.2f %d %s", 1.5, 2, "x") end
