-- @attack  generic for driven by a builtin iterator that never ends
-- @class   cpu
-- @expect  FUEL
local function it(_, i) return (i or 0) + 1 end
for i in it do end
