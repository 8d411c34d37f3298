-- @attack  coroutine.close with pending __close that errors, yields, resumes others, closes itself, allocates
-- @class   coro
-- @expect  CONTAINED
-- @ref     lua commits bfbff370 'Wrong status in coroutine during reset', 68129718
-- @needs   5.4
local function mk(h) local co = coroutine.create(function() local a <close> = setmetatable({}, {__close = h}) local b <close> = setmetatable({}, {__close = h}) coroutine.yield(1) end) coroutine.resume(co) return co end
local self
local hs = {function() error("x") end, function() coroutine.yield() end, function() coroutine.close(self) end, function() coroutine.resume(self) end, function() coroutine.wrap(function() error("y") end)() end, function() collectgarbage() end, function() local function r() return 1 + r() end r() end, function(_, e) error(setmetatable({}, {__tostring = error})) end, function() for i = 1, 1e5 do local t = {} end end}
for i, h in ipairs(hs) do self = mk(h) local ok, a, b = pcall(coroutine.close, self) pcall(coroutine.close, self) pcall(coroutine.resume, self) if coroutine.status(self) ~= "dead" then print("BREACH not dead " .. i) return end end
local co = mk(hs[1]) co = nil self = nil collectgarbage() collectgarbage()
print("CONTAINED")
