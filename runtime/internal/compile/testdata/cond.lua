-- Comparisons, conditions, and and or, as jumps and as values.
local x, y, z = ...
local b = x == y
b = x ~= y
b = x == 1
b = 1 == x
b = x == 1.0
b = x == "s"
b = "s" ~= x
b = x == nil
b = x == true
b = x == 100000
b = x == "a string that is longer than the forty bytes"
b = x < y
b = x > y
b = x >= y
b = x < 1
b = x > 1
b = 1 < x
b = 1 >= x
b = x < 1.5
b = x <= 2.0
b = not (x == y)
b = not x
b = not not x
b = x and y
b = x or y
b = x and y or z
b = x and (y or z)
b = (x or y) and z
b = x == y and z
b = x == y or z
b = not (x and y)
b = nil and x, false and x, true and x, 1 and x
b = nil or x, false or x, true or x, 1 or x
if x then y = 1 end
if not x then y = 1 end
if x == y and y < z then y = 1 else y = 2 end
if x == y or y < z then y = 1 elseif z then y = 2 else y = 3 end
if not (x and y) or z then y = 1 end
if nil then y = 1 end
if false then y = 1 end
if true then y = 1 end
if 1 and x then y = 1 end
if x and nil then y = 1 end
while x do y = 1 end
while true do if x then break end end
while x < 10 do x = x + 1 if x == y then break end end
repeat x = x + 1 until x > 10
repeat local q = x until q
