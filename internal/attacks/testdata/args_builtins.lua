-- @attack  every builtin with huge, negative and NaN numbers
-- @class   builtin
-- @expect  CONTAINED|LIMIT|ERROR
local nums = { 0, -1, 1, math.maxinteger, math.mininteger, 1e308, -1e308, 1/0, -1/0, 0/0, 2^53, 2^31, -2^31, 2^63, "0x7fffffff", "1e400" }
local skip = { print = true, collectgarbage = true, error = true }
for _, lib in pairs({ _G, string, table, math, utf8, coroutine, os }) do
  for name, f in pairs(lib) do
    if type(f) == "function" and not skip[name] then
      for _, a in ipairs(nums) do
        for _, b in ipairs(nums) do
          pcall(f, a, b) pcall(f, "abc", a, b) pcall(f, {}, a, b) pcall(f, a, "abc", b)
        end
      end
    end
  end
end
print("CONTAINED")
