local a = ("x"):rep(1000000) while true do local s = a .. "y" end
