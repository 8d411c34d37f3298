-- @attack  comparator empties / grows / re-sorts / yields out of the table being sorted
-- @class   integrity
-- @expect  CONTAINED
local function mk() local t = {} for i = 1, 200 do t[i] = (i * 37) % 101 end return t end
local t = mk() pcall(table.sort, t, function(a, b) for k in pairs(t) do t[k] = nil end return (a or 0) < (b or 0) end)
t = mk() pcall(table.sort, t, function(a, b) for i = 1, 50 do t[#t + 1] = i end if #t > 5000 then error("stop") end return a < b end)
t = mk() pcall(table.sort, t, function(a, b) if #t > 0 then table.remove(t) end return (a or 0) < (b or 0) end)
t = mk() local co = coroutine.wrap(function() table.sort(t, function(a, b) coroutine.yield() return a < b end) end) pcall(co) pcall(co) pcall(co)
t = mk() pcall(table.sort, t, function(a, b) collectgarbage() return a < b end)
print("CONTAINED")
