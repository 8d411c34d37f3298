while true do local t = {} for i = 1, 2000 do table.insert(t, i) end for i = 1, 2000 do table.remove(t) end end
