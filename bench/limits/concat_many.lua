local a = ("x"):rep(100000) while true do local s = a .. a .. a .. a .. a .. a .. a .. a .. a .. a .. a .. a end
