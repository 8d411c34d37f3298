local s = "abc" while true do s:len() s:byte() s:sub(1, 2) end
