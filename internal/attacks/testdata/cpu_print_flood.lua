-- @attack  flood the host's output
-- @class   cpu
-- @expect  LIMIT
-- @detail  output must go through a host writer with a byte quota; print must charge fuel per byte
local s = ("A"):rep(65536)
while true do print(s) end
