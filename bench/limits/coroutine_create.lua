local f = function() end while true do coroutine.create(f) end
