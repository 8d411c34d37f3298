local s = ("abc "):rep(1000) while true do s:gsub("%a+", string.upper) end
