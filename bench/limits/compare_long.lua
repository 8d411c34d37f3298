local a, b = ("x"):rep(5000000), ("x"):rep(5000000) while true do local r = a == b r = a < b end
