-- @attack  chunks that are one long string or comment
-- @class   parser
-- @expect  CONTAINED|LIMIT|ERROR
local s = ("x"):rep(4000000)
for i = 1, 20 do
  load("return '" .. s .. "'") load("return [==[" .. s .. "]==]") load("--[==[" .. s) load("return '" .. ("\\z "):rep(100000) .. "'") load("local " .. s .. " = 1")
end
print("CONTAINED")
