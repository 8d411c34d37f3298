local keep = {} local function f(n) local x = n keep[n] = function() return x end if n > 0 then f(n - 1) end return 1 end while true do f(50000) end
