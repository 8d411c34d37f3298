-- @attack  tracebacks and error positions on a full stack, with absurd levels
-- @class   stack
-- @expect  CONTAINED|LIMIT
-- @ref     lua commits 2db966fc, 7923dbbf (getobjname recursion)
local tb = debug and debug.traceback or function(m) return m end
local function f(n) if n == 0 then return tb("x", 1) end return (f(n - 1)) end
local ok, s = pcall(f, 150000)
if ok and type(s) == "string" and #s > 1000000 then print("BREACH traceback " .. #s) return end
for _, l in ipairs{0, 1, 2, 1e9, -1, 2^31, 2^53, -2^31} do pcall(error, "x", l) pcall(tb, "x", l) end
xpcall(function() local function r() return 1 + r() end r() end, tb)
local ld = loadstring or load
local c = ld("local a = nil return " .. ("(a "):rep(1) .. ".b" .. ")")
pcall(c)
print("CONTAINED")
