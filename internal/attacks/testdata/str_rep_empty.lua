-- @attack  string.rep("", 2^63-1): zero bytes of result, 2^63 iterations in a naive builtin
-- @class   builtin
-- @expect  CONTAINED
-- @ref     PUC 5.4.4/5.4.8 loop for ever here (measured)
if string.rep("", math.maxinteger or 2^53) ~= "" or string.rep("", math.maxinteger or 2^53, "") ~= "" then print("BREACH") return end
print("CONTAINED")
