-- @attack  overwrite shared library tables with plain assignment, rawset, table.*, setmetatable, load env
-- @class   sandbox
-- @expect  CONTAINED
-- @detail  frozen libraries: every path must raise; alternatively per-script copies (then this prints BREACH and the host must prove isolation with a second VM)
-- @ref     CVE-2022-24735, Luau readonly tables
local bad = {}
local function try(n, f, ...) if pcall(f, ...) then bad[#bad + 1] = n end end
try("assign", function() string.format = string.format end) try("rawset", rawset, string, "zz", 1) try("insert", table.insert, table, "zz") try("move", table.move, {1}, 1, 1, 1, math)
try("setmetatable", setmetatable, math, {}) try("nilout", function() coroutine.wrap = coroutine.wrap end) try("sort", function() table.sort(table) if #table > 0 then error() end error() end)
print(#bad == 0 and "CONTAINED" or "BREACH writable via " .. table.concat(bad, " "))
