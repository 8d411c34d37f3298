local counter = require "counter"

local c = counter.Counter.new(40)
c:add(2)
print(c.n, pcall(c.add, c, -1))
