local function f(n) if n == 0 then error({}) end f(n - 1) return 1 end while true do pcall(f, 5000) end
