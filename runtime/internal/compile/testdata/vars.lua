-- Locals, attributes, compile-time constants, upvalues.
local a
local b, c
local d = nil
local e, f = 1
local i <const> = 10
local s <const> = "str"
local l <const> = 1.5
local n <const> = nil
local y <const>, z <const> = true, false
local r <const> = a
a = i + 1, s, l, n, z
b = -i * 2
c = s .. s
d = a[s], a[i], a[l]
if z then a = 1 end
if y then a = 1 end
local function constants() return i, s, l, n, z, r end
local x <close> = a
do
  local x <close>, w = a, b
  local v <const> = i + i
  b = v
end
local function outer(p)
  local q = p
  return function() q = q + 1 return function() return p, q, a end end
end
do local a = a local a = a end
local function shadow(a) local a = a return function() return a end end
local function recursive() return recursive() end
local nested = function() return function() return function() return e, f end end end
