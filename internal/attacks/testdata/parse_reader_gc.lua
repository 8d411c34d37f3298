-- @attack  force GC at every piece while long literals and names are held only by the parser
-- @class   gc
-- @expect  CONTAINED|LIMIT
-- @ref     CVE-2025-49844 (RediShell: GC frees a string still used by the parser)
-- @needs   load(reader)
local i, parts = 0, {}
for k = 1, 400 do parts[k] = "local v" .. k .. " = '" .. ("q"):rep(50 + k) .. "' .. [[" .. ("w"):rep(60 + k) .. "]] ; do local function f" .. k .. "() return v" .. k .. ", 'lit" .. k .. "' end end " if k % 150 == 0 then parts[k] = parts[k] .. "" end end
for round = 1, 2 do
  i = 0
  local f, e = load(function() i = i + 1 collectgarbage() local p = parts[i] if i > 180 then return i == 181 and "return v1, v180" or nil end return p end, "=" .. ("c"):rep(100) .. round)
  collectgarbage()
  if f then local a, b = f() if a ~= ("q"):rep(51) .. ("w"):rep(61) or b ~= ("q"):rep(230) .. ("w"):rep(240) then print("BREACH corrupted literal") return end end
end
print("CONTAINED")
