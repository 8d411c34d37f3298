-- @attack  closure/upvalue, coroutine and metatable chains 200k deep, then collect
-- @class   gc
-- @expect  CONTAINED|LIMIT
-- @needs   collectgarbage
local f = function() end
for i = 1, 200000 do local g = f f = function() return g end end
collectgarbage()
local m = {} for i = 1, 200000 do m = setmetatable({}, m) end
collectgarbage()
local co for i = 1, 20000 do local p = co co = coroutine.create(function() local q = p coroutine.yield() return q end) coroutine.resume(co) end
collectgarbage()
f, m, co = nil, nil, nil collectgarbage()
print("CONTAINED")
