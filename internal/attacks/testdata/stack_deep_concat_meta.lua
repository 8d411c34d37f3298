-- @attack  200-operand concat where each step runs a metamethod that errors/yields/reallocates the stack
-- @class   stack
-- @expect  CONTAINED|LIMIT
-- @ref     lua commit 5853c37a 'Buffer overflow in string concatenation'
local mt = {} local n = 0
mt.__concat = function(a, b) n = n + 1 local function grow(k) if k > 0 then return 1 + grow(k - 1) end return 0 end grow(500) collectgarbage("step") if n % 50 == 0 then error("x") end return setmetatable({}, mt) end
local o = setmetatable({}, mt)
local ld = loadstring or load
local f = ld("local o = ... return " .. ("o..1.5..'s'.."):rep(60) .. "o")
for i = 1, 20 do pcall(f, o) end
local co = coroutine.wrap(function() mt.__concat = function(a, b) coroutine.yield() return "r" end return f(o) end)
for i = 1, 300 do if not pcall(co) then break end end
print("CONTAINED")
