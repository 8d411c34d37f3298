-- @attack  native code and module loading (package.loadlib, cpath, searchers, require)
-- @class   sandbox
-- @expect  CONTAINED
-- @ref     CVE-2022-0543 (Redis/Debian: package left reachable -> loadlib -> RCE)
local bad = {}
if package then for _, n in ipairs{"loadlib", "cpath", "searchers", "loaders", "searchpath"} do if package[n] then bad[#bad + 1] = n end end end
if module then bad[#bad + 1] = "module" end
if require and pcall(require, "os") and package and package.loaded and package.loaded.os then bad[#bad + 1] = "require->os" end
print(#bad == 0 and "CONTAINED" or "BREACH " .. table.concat(bad, " "))
