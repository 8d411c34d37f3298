-- @attack  script ends normally but leaves finalizers that blow memory at state close
-- @class   gc
-- @expect  CONTAINED|LIMIT
-- @detail  teardown must be O(1)/bounded: finalizers at close run under the remaining budget or not at all
-- @ref     ceph PR 52273 review: 'exhaust memory as soon as you run lua_close'; CVE-2024-46981 class (finalizers at VM reset)
-- @needs   5.4
local function a(s) return a(s .. s) end
KEEP = setmetatable({}, {__gc = function() a(".") end})
print("CONTAINED")
