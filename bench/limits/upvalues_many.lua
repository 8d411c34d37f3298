local src = {} for i = 1, 190 do src[#src + 1] = "local v" .. i .. " = 1 f = function() return v" .. i .. " end " end local g = load("local f " .. table.concat(src)) while true do g() end
