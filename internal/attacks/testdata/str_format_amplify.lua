-- @attack  format amplification: 4000 x %s of a 1 MB string; %q growth
-- @class   mem
-- @expect  LIMIT|ERROR
local s = ("\0"):rep(1024 * 1024)
local unpack, a = table.unpack or unpack, {}
for i = 1, 4000 do a[i] = s end
print("FINISHED", #string.format(("%s"):rep(4000), unpack(a)))
