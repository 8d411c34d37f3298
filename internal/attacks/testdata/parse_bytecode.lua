-- @attack  precompiled chunks: raw header, string.dump round trip, truncated and mutated dumps
-- @class   sandbox
-- @expect  CONTAINED
-- @detail  a sandbox must refuse mode 'b' outright: any accepted binary chunk is a breach
-- @ref     lua commit ab859fe5 'Loading a corrupted binary file can segfault'; Luau docs: bytecode removed
local ld = load or loadstring
local hdr = "\27Lua\84\0\25\147\13\10\26\10\4\8\8xV\0\0\0\0\0\0\0\0\0\0\0\40w\64\1"
local got = {}
local function try(s, m) local ok, f = pcall(ld, s, "=b", m) if ok and type(f) == "function" then got[1] = true end end
try(hdr) try(hdr, "b") try(hdr, "bt") try("\27") try("\27Lua")
if string.dump then
  local ok, d = pcall(string.dump, function(a) local b = a return function() return b, "const" end end)
  if ok and type(d) == "string" then try(d) try(d, "b") end
end
print(got[1] and "BREACH binary chunk accepted" or "CONTAINED")
