-- @attack  debug library as a universal key (registry, upvalues, locals, hooks, metatables of basic types)
-- @class   sandbox
-- @expect  CONTAINED
local bad = {}
if debug then for _, n in ipairs{"getregistry", "setupvalue", "getupvalue", "upvaluejoin", "upvalueid", "setmetatable", "getmetatable", "sethook", "setlocal", "getlocal", "setuservalue", "getuservalue", "debug", "setcstacklimit", "setfenv", "getfenv"} do if debug[n] then bad[#bad + 1] = n end end end
for _, n in ipairs{"setfenv", "getfenv", "newproxy"} do if _G[n] then bad[#bad + 1] = n end end
print(#bad == 0 and "CONTAINED" or "BREACH debug." .. table.concat(bad, " "))
