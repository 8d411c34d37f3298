-- @attack  ephemeron chain across many tables built in the worst order: atomic phase pause bomb
-- @class   gc
-- @expect  CONTAINED|LIMIT
-- @detail  mark must be linear in the heap; single GC step must stay under the pause bound
local N = 3000
local keys, tabs = {}, {}
for i = 1, N do keys[i] = {} end
for i = 1, N do tabs[i] = setmetatable({}, {__mode = "k"}) end
for i = 1, N - 1 do tabs[(i * 7919) % N + 1][keys[i]] = keys[i + 1] tabs[N - i][keys[N - i]] = keys[N - i + 1] end
local root = keys[1]
keys = nil
collectgarbage() collectgarbage()
print("CONTAINED")
