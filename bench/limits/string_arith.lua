while true do local x = "10" + "20" end
