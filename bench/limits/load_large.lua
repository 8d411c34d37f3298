local src = ("local x = { 1, 2, 3, a = 4 } "):rep(100) src = ("do " .. src .. " end "):rep(50) while true do load(src) end
