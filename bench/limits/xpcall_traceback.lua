local function f(n) if n == 0 then error("x") end f(n - 1) return 1 end while true do xpcall(f, function(m) return m end, 500) end
