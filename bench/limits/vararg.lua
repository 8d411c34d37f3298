local function f(...) local a, b = ... return select("#", ...) end local t = {} for i = 1, 200 do t[i] = i end while true do f(table.unpack(t)) end
