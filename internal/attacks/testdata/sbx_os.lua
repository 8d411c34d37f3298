-- @attack  host process control and environment through os
-- @class   sandbox
-- @expect  CONTAINED
-- @detail  default sandbox exposes none of these, or each raises; os.exit is checked by existence only
-- @ref     gopher-lua issue 358 (os.exit kills the Go host)
local bad = {}
for _, n in ipairs{"execute", "exit", "remove", "rename", "tmpname", "getenv", "setlocale", "setenv"} do if os and os[n] then bad[#bad + 1] = n end end
print(#bad == 0 and "CONTAINED" or "BREACH os." .. table.concat(bad, " os."))
