-- @attack  table resized by a metamethod / finalizer while an outer store or iteration is in progress
-- @class   gc
-- @expect  CONTAINED
local t = {}
for r = 1, 100 do
  t = setmetatable({}, {__index = function(o, k) for i = 1, 200 do rawset(o, "z" .. i, i) end collectgarbage() return r end})
  t.a, t.b, t.c = t.q, t.w, t.e
  local c = 0
  for k, v in pairs(t) do c = c + 1 if c < 50 then t[k] = nil end end
  local m = {} for i = 1, 64 do m[i] = i end
  for i, v in ipairs(m) do m[i] = nil if i == 32 then for j = 1, 300 do m["h" .. j] = j end end end
  table.move(m, 1, 64, 2, m)
end
print("CONTAINED")
