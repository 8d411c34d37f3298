-- @attack  work amplification: one instruction = 16 MiB of work (reverse/upper/compare/sub/==)
-- @class   builtin
-- @expect  FUEL|MEM
-- @detail  fuel must be charged per byte, otherwise 'N instructions' bounds nothing
-- @ref     minetest mesecons issue 516 (0.6-40 s of work behind an instruction counter)
local s = ("x"):rep(4 * 1024 * 1024)
local a, b = s .. "a", s .. "b"
while true do
  local r = s:reverse() r = s:upper() r = s:sub(2) r = a < b r = a == b r = s:byte(-1)
end
