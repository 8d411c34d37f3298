local s = ("x"):rep(100000) while true do s:find("y", 1, true) end
