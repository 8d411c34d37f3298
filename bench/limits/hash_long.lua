local s = ("x"):rep(1000000) local t = {} local i = 0 while true do i = i + 1 local k = s .. i t[k] = nil local v = t[k] end
