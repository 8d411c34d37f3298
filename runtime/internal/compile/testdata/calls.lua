-- Calls, methods, varargs, returns.
local f, t = ...
f()
f(1)
f(f())
f(f(), 1)
f(...)
f((...))
f((f()))
f "s"
f { 1 }
t:m()
t:m(1, f())
t.a.b.c(1)
t:m "x":n{}:o()
t:a_method_name_that_is_longer_than_forty_bytes(1)
t.a_field_name_that_is_longer_than_forty_bytes = t.another_field_name_longer_than_forty_bytes
("s"):rep(3)
local a, b = f()
local c, d, e = 1, f()
local g, h = f(), f(), f()
a, b = ...
a, b, c = f(), ...
local function tail(x) return f(x) end
local function multi(x) return f(x), x end
local function open(x) return x, f(x) end
local function paren(x) return (f(x)) end
local function none() return end
local function one(x) return x end
local function two(x, y) return x, y end
local function varargs(...) return ... end
local function first(...) return (...) end
local function count(...) return #{...}, select("#", ...) end
local function closing() local x <close> = t return f(x) end
local function inner() local x = 1 f(function() x = x + 1 end) return x end
function t.a.b(x) end
function t.a:b(x) return self, x end
function global(x) end
function f(x) end
return f(t)
