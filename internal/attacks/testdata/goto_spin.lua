-- @attack  loops of goto in every direction
-- @class   cpu
-- @expect  LIMIT
local n = 0
::a:: n = n + 1 if n % 3 == 0 then goto b end
goto c
::b:: goto a
::c:: goto a
