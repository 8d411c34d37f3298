-- Constructors, indexing, assignment.
local t, u, k = ...
t = {}
t = {1, 2, 3}
t = {1, 2, u}
t = {x = 1, y = u, [k] = 2, [1] = 3, ["z"] = 4}
t = {u(), ..., u()}
t = {u(), ...}
t = {(...)}
t = {[1] = u, u, x = u; u}
t = {1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,
  29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,52, u()}
t = {{}, {{}}, {x = {}}}
t.x = 1
t.x = u
t[1] = u
t[65535] = u
t[65536] = u
t[-1] = u
t[k] = u
t[k] = nil
t[k] = "v"
t["x"] = 1.5
t.x.y.z = u.x.y.z
t[k][u] = t[u][k]
t[t] = t
g = 1
g = g + g.x
_ENV.h = 1
t, u = u, t
t[1], t[2] = t[2], t[1]
t, t.x = u, k
t.x, t = u, k
t[k], k = k, t
g, g2 = 1
local function f() t.x = u; t[k] = u; g = t; return t.x, t[1], t[k] end
do local _ENV = {} x = y end
do local _ENV <const> = u x = y end
local function env(_ENV) return x end
