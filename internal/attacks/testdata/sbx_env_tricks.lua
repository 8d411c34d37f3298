-- @attack  _ENV / _G rebinding tricks
-- @class   sandbox
-- @expect  CONTAINED
-- @ref     lua commit 1f3c6f45 'wrong code when _ENV is <const>'
-- @needs   5.4
local load, pcall, print, setmetatable, tostring, error = load, pcall, print, setmetatable, tostring, error
local function bad(s, ...) local f = load(s) if not f then return false end return pcall(f, ...) end
if bad("local _ENV = nil; x = 1") or bad("local _ENV = 5; return x") or bad("local _ENV <const> = {}; return print.x") then print("BREACH") return end
local f = load("x = 1; return _ENV", "=e", "t", setmetatable({}, {__newindex = function() error("ro") end}))
if pcall(f) then print("BREACH env newindex") return end
local g = load("return _G, _ENV, io, os", "=e", "t", {})
local a, e, i, o = g()
if a or i or o then print("BREACH ambient globals") return end
local h = load("local function f() return y end local _ENV = {y = 7} return f()", "=e", "t", {y = 3})
if h() ~= 3 then print("BREACH scope") return end
print("CONTAINED")
