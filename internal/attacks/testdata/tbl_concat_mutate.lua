-- @attack  __index / __len that mutate the table while a builtin walks it
-- @class   integrity
-- @expect  CONTAINED
local t t = setmetatable({"a", "b", "c"}, {__index = function(_, i) for k in pairs(t) do rawset(t, k, nil) end collectgarbage() return "z" end})
t[2] = nil
pcall(table.concat, t, ",", 1, 50)
local u u = setmetatable({1, 2, 3}, {__newindex = function(_, k, v) for i = 1, 100 do rawset(u, i, i) end rawset(u, k, v) end})
pcall(table.move, u, 1, 50, 2) pcall(table.insert, u, 2, 9) pcall(table.remove, u, 1)
print("CONTAINED")
