-- @attack  hit the limit, drop the data, and expect to continue (OOM recovery, not attack on liveness)
-- @class   mem
-- @expect  CONTAINED|MEM
-- @detail  if memory errors are catchable, then after release + collect 90% of the limit is usable again
local function fill() local t = {} while true do t[#t + 1] = ("y"):rep(100000) .. #t end end
for i = 1, 3 do local ok, e = pcall(fill) collectgarbage() if ok then print("BREACH") return end end
print("CONTAINED")
