-- @attack  load reader that returns garbage, errors, yields, recurses, mutates, or returns 1-byte pieces
-- @class   parser
-- @expect  CONTAINED|LIMIT
-- @needs   load(reader)
local ld = load
local ok = pcall(ld, function() return {} end) ok = pcall(ld, function() return true end) ok = pcall(ld, function() error("boom") end) ok = pcall(ld, function() error() end)
local co = coroutine.wrap(function() return ld(function() coroutine.yield() end) end) pcall(co) pcall(co)
local depth = 0
local function rec() depth = depth + 1 if depth > 5000 then return nil end ld(rec) return "x" end
pcall(ld, rec)
local n = 0
ld(function() n = n + 1 if n > 200000 then return nil end collectgarbage("step") return n % 2 == 0 and "a" or "=" end)
ld(function() return "" end)
n = 0 pcall(ld, function() n = n + 1 if n > 100 then return nil end return n end)
print("CONTAINED")
