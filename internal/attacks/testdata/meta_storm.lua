-- @attack  metamethods that call each other through every operator
-- @class   cpu
-- @expect  LIMIT|ERROR
local mt = {}
local o = setmetatable({}, mt)
for _, e in ipairs { "add", "sub", "mul", "div", "mod", "pow", "unm", "idiv", "band", "bor", "bxor", "shl", "shr", "bnot", "concat", "len", "eq", "lt", "le", "call", "index", "newindex" } do
  mt["__" .. e] = function(a, b) return (a + b) .. (a - b) end
end
while true do pcall(function() return o + o end) end
