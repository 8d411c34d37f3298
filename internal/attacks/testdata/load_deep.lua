-- @attack  load of deep nestings of every kind, many times
-- @class   parser
-- @expect  CONTAINED|LIMIT|ERROR
for i = 1, 200 do
  for _, f in ipairs { { "(", ")" }, { "{", "}" }, { "function() ", " end" }, { "-", "" }, { "a[", "]" }, { "f(", ")" }, { "1 .. ", "" } } do
    pcall(load, "return " .. f[1]:rep(2000) .. "1" .. f[2]:rep(2000))
  end
end
print("CONTAINED")
