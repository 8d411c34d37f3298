local f = function(a) coroutine.yield(a) end while true do coroutine.wrap(f)(1) end
