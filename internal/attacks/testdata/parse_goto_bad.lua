-- @attack  illegal gotos and labels must be compile errors
-- @class   integrity
-- @expect  CONTAINED
-- @needs   5.4
local bad = {"goto x", "goto x; local a; ::x:: print(a)", "::x:: ::x::", "do ::x:: end goto x", "goto x; do ::x:: end", "function f() goto x end ::x::", "break", "local x <const> = 1; x = 2", "local x <foo> = 1", "local x <close>, y <close> = 1, 2", "for i=1,2 do local function f() break end end", "return ...; x", "function f() return ... end", "goto continue; local a; ::continue:: ;; a()", "repeat goto c; local z; ::c:: until z"}
for _, s in ipairs(bad) do if load(s) then print("BREACH compiled: " .. s) return end end
print("CONTAINED")
