-- @attack  byte(1,-1) on 10 MB (10M return values), char() with 1M args
-- @class   builtin
-- @expect  CONTAINED|MEM
local s = ("x"):rep(10000000)
local ok, e = pcall(function() return select("#", s:byte(1, -1)) end)
if ok and e ~= 10000000 then print("BREACH wrong count", e) return end
local t, unpack = {}, table.unpack or unpack
for i = 1, 900000 do t[i] = 65 end
local ok2, r = pcall(function() return string.char(unpack(t)) end)
if ok2 and #r ~= 900000 then print("BREACH") return end
if pcall(string.char, 256) or pcall(string.char, -1) then print("BREACH range") return end
print("CONTAINED")
