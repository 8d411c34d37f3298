local a, b = "abc", 1 while true do local s = a .. b .. a end
