-- @attack  gsub amplification through %0 expansion: one match, 1e5 copies of 1e5 bytes
-- @class   mem
-- @expect  LIMIT|ERROR
print("FINISHED", #string.gsub(("x"):rep(100000), "x+", ("%0"):rep(100000)))
