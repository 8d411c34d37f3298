-- @attack  one million levels in every recursive grammar rule in turn
-- @class   parser
-- @expect  CONTAINED|LIMIT
local ld = loadstring or load
local N = 300000
local forms = {
  {"return ", "{", "}"}, {"return ", "{{", "}}"}, {"", "do ", "end "}, {"", "while x do ", "end "}, {"", "if x then ", "end "}, {"", "repeat ", "until x "},
  {"", "for i=1,1 do ", "end "}, {"", "for k in f do ", "end "}, {"", "function f() ", "end "}, {"return ", "function() return ", " end"}, {"", "local function f() ", "end "},
  {"return ", "f(", ")"}, {"return ", "a[", "]"}, {"return ", "not ", ""}, {"return ", "- ", ""}, {"return ", "#", ""}, {"return ", "2^", ""}, {"return ", "'a'..", ""},
  {"return ", "f{", "}"}, {"", "x=", ""}, {"a.", "a.", ""}, {"", "if x then else", " "}, {"return ", "1+(", ")"}, {"return ", "{x=", "}"}, {"return ", "{[", "]=1}"},
}
for _, f in ipairs(forms) do
  local src = f[1] .. f[2]:rep(N) .. "1 " .. f[3]:rep(N)
  local ok, fn, err = pcall(ld, src)
end
print("CONTAINED")
