-- @attack  file system and process access
-- @class   sandbox
-- @expect  CONTAINED
-- @detail  existence check for everything that writes or executes; the only call made is a read-only open of /proc/version
local bad = {}
if io then
  for _, n in ipairs{"popen", "tmpfile", "output", "lines", "input"} do if io[n] then bad[#bad + 1] = n end end
  if io.open then local ok, h = pcall(io.open, "/proc/version", "r") if ok and h then bad[#bad + 1] = "open(read)" h:close() end end
end
for _, n in ipairs{"dofile", "loadfile"} do if _G[n] then bad[#bad + 1] = n end end
print(#bad == 0 and "CONTAINED" or "BREACH " .. table.concat(bad, " "))
