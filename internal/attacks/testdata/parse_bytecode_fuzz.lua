-- @attack  20k single-byte mutations of a dumped function, loaded and run
-- @class   sandbox
-- @expect  CONTAINED
-- @ref     CVE-2014-5461 era, Redis/LuaJIT FAQ: bytecode is not safe
local ld = load or loadstring
if not string.dump then print("CONTAINED") return end
local ok, d = pcall(string.dump, function(a, ...) local t = {1, 2, a} for i = 1, 3 do t[i] = t[i] .. "x" end return t, function() return a end, ... end)
if not ok then print("CONTAINED") return end
local ran = 0
local seed = 7
for n = 1, 20000 do
  seed = (seed * 1103515245 + 12345) % 2147483648
  local p = 32 + seed % (#d - 32) seed = (seed * 1103515245 + 12345) % 2147483648
  local m = d:sub(1, p - 1) .. string.char(math.floor(seed / 65536) % 256) .. d:sub(p + 1)
  local o, f = pcall(ld, m, "=m", "b")
  if o and type(f) == "function" then ran = ran + 1 local co = coroutine.create(f) if n % 50 == 0 then pcall(coroutine.resume, co, 1) end end
end
print(ran == 0 and "CONTAINED" or "BREACH " .. ran .. " mutated binaries accepted")
