local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end while true do coroutine.wrap(f)(20000) end
