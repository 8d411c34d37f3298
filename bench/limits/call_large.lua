local src = "return function(x) if x then return end " .. ("x = 1 "):rep(20000) .. " end" local f = load(src)() while true do f(true) end
