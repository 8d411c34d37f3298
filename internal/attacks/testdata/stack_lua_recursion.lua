-- @attack  non-tail recursion until 'stack overflow', 10 times, caught each time
-- @class   stack
-- @expect  CONTAINED|LIMIT
-- @detail  each overflow is a normal catchable error (or MEM); no slow growth between rounds
local function f(n) return 1 + f(n + 1) end
for i = 1, 10 do local ok, e = pcall(f, 1) if ok then print("BREACH returned") return end end
print("CONTAINED")
