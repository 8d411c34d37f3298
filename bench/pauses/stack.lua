-- A stack of almost a million slots, each with an object.
local function deep(n, a, b)
  if n == 0 then
    measure(150000, function(i)
      local x
      for j = 1, 20 do x = {i, j} end
    end)
    return 0
  end
  local c, d = {n}, a
  return deep(n - 1, c, d) + 1
end
deep(150000)
