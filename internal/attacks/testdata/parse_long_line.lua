-- @attack  one 20 MB line / 3M-line chunk / 8 MB identifier / 8 MB string / level-2M long bracket
-- @class   parser
-- @expect  CONTAINED|LIMIT
-- @ref     CVE-2025-46819 class (Redis: long-bracket level counter in the lexer)
local ld = loadstring or load
pcall(ld, ("x=1 "):rep(2000000)) pcall(ld, ("\n"):rep(3000000) .. "error()") pcall(ld, ("i"):rep(8000000) .. "=1")
pcall(ld, "return '" .. ("s"):rep(8000000) .. "'") pcall(ld, "return [" .. ("="):rep(2000000) .. "[x]" .. ("="):rep(2000000) .. "]") pcall(ld, "--[" .. ("="):rep(2000000)) pcall(ld, "return '\\z" .. (" "):rep(4000000) .. "'")
pcall(ld, "return '" .. ("\\065"):rep(2000000) .. "'")
print("CONTAINED")
