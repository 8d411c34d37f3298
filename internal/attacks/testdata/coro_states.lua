-- @attack  every illegal coroutine operation
-- @class   coro
-- @expect  CONTAINED
local function fails(f, ...) local ok, r = pcall(f, ...) return not ok or r == false end
local main = coroutine.running()
local co co = coroutine.create(function() if not fails(coroutine.resume, co) then BAD = "resume self" end if coroutine.close and pcall(coroutine.close, co) then BAD = "close self" end
  local inner = coroutine.create(function() if not fails(coroutine.resume, co) then BAD = "resume normal" end if coroutine.close and pcall(coroutine.close, co) then BAD = "close normal" end if coroutine.status(co) ~= "normal" then BAD = "status" end end)
  coroutine.resume(inner) coroutine.yield(1) end)
coroutine.resume(co)
if not fails(coroutine.resume, main) then BAD = "resume main" end
if coroutine.close and main and pcall(coroutine.close, main) then BAD = "close main" end
coroutine.resume(co) if not fails(coroutine.resume, co) then BAD = "resume dead" end
if coroutine.close and not pcall(coroutine.close, co) then BAD = "close dead" end
local w = coroutine.wrap(function() end) w() if pcall(w) then BAD = "wrap dead" end
if pcall(coroutine.create, 1) or pcall(coroutine.resume, {}) or pcall(coroutine.wrap) or pcall(coroutine.status, nil) then BAD = "types" end
local w2 w2 = coroutine.wrap(function() return w2() end) if pcall(w2) then BAD = "wrap reentry" end
print(BAD and "BREACH " .. BAD or "CONTAINED")
