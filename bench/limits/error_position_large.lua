local src = ("local a = 1; "):rep(150) .. ("a1 = 2 "):rep(20000) .. " local t; t = t.x.y" local f = load(src) while true do pcall(f) end
