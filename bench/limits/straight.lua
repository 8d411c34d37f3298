local src = "local x = 1 while true do " .. ("x = x + 1 "):rep(100000) .. " end" load(src)()
