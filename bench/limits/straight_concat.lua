local s = ("x"):rep(60000) local f = load("local s = ... local t " .. ("t = s .. 1 "):rep(500)) while true do f(s) end
