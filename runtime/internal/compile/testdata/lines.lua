-- The line of each instruction when expressions span lines.
local t,
  u
  =
  {
  },
  ...
t
  .x
  .y
  =
  u
  +
  1
  +
  t
  .z
f(
  t.a
  ,
  t.b,
  t.c
)
f
{
  t.a
  ,
  x
  =
  t.b,
  t
  .c
}
t
  :m(
    1
  )
  :n
  (
    2
  )
local v = t.a
  .. t.b
  ..
  t.c
if t.a
  ==
  t.b
then
  f()
elseif
  t.c
then
  f()
else
end
for i = t.a,
  t.b,
  t.c
do
  f(i)
end
for k,
  v
in
  f(),
  t
do
  local c
  f(function() return c end)
end
while
  t.a
do
  f()
end
repeat
  local c
  f(function() return c end)
until
  t.a
  and
  t.b
function
  t
  .a
  .b
  (
    x,
    ...
  )
  return
    x,
    ...
end
t.f = function
  (
  )
end
local w =
  not
  t.a
local x
  =
  -
  t.a
  ^
  2
return
  t.a,
  f(
  )
