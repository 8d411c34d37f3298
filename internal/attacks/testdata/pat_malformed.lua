-- @attack  malformed patterns: every one must be a plain error (no over-read)
-- @class   builtin
-- @expect  CONTAINED
local bad = {"%", "[", "[^", "[a-", "[%", "%b", "%bx", "%f", "%fa", "(", "(()", ")", "%1", "(%1)", "[]", "[^]", "%f[", "()%2", "a%"}
for _, p in ipairs(bad) do
  local ok, e = pcall(string.match, "aaaa", p)
  if ok then print("BREACH accepted " .. p) return end
end
local ok = pcall(string.gsub, "x", "x", "%2") if ok then print("BREACH repl %2") return end
ok = pcall(string.gsub, "x", "x", "%") if ok then print("BREACH repl %") return end
ok = pcall(string.gsub, "x", "x", "%z") if ok then print("BREACH repl %z") return end
ok = pcall(string.rep) if ok then print("BREACH rep()") return end
ok = pcall(string.find, "x", ("()"):rep(33)) if ok then print("BREACH 33 captures") return end
print("CONTAINED")
