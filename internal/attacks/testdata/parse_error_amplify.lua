-- @attack  syntax error whose message quotes megabytes; chunkname of 8 MB
-- @class   parser
-- @expect  CONTAINED|LIMIT
-- @detail  messages must be clipped (PUC LUA_IDSIZE 60)
local ld = loadstring or load
local _, e = ld("x = = '" .. ("a"):rep(4000000) .. "'")
if e and #e > 100000 then print("BREACH message " .. #e) return end
_, e = ld("x = '" .. ("a"):rep(4000000)) if e and #e > 8100000 then print("BREACH message " .. #e) return end
_, e = ld("error(", ("n"):rep(8000000)) if e and #e > 100000 then print("BREACH chunkname " .. #e) return end
local f = ld("local t = nil; return t." .. ("f"):rep(4000000)) if f then local _, m = pcall(f) if #m > 8100000 then print("BREACH varname " .. #m) return end end
print("CONTAINED")
