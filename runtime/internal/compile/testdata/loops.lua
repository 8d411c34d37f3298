-- for loops, goto, break, labels, and what they close.
local t = ...
for i = 1, 10 do t[i] = i end
for i = 10, 1, -1 do t[i] = nil end
for i = 1.5, #t, t.step do end
for i = 1, 3 do t[i] = function() return i end end
for k, v in pairs(t) do t[v] = k end
for k in next, t do if k then break end end
for a, b, c, d, e in t do end
for k in t, nil, nil, t do t[k] = function() return k end end
while t do
  local x = t.x
  if not x then goto continue end
  t = function() return x end
  if t.y then break end
  ::continue::
end
repeat
  local x = t()
  local f = function() return x end
until x
do
  local a
  ::top::
  local b = a
  if b then goto top end
  do
    local c
    t[1] = function() return c end
    goto out
  end
end
::out::
for i = 1, 2 do for j = 1, 2 do if i == j then goto next end end ::next:: end
do goto e1 end
::e1:: ::e2:: ;
