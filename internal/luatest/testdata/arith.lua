-- Integers and floats.

-- the two subtypes and where each comes from
eq(math.type(1), "integer")
eq(math.type(1.0), "float")
eq(math.type(2^53), "float")
eq(1 + 1, 2)
eq(1 + 1.0, 2.0)
eq(1.0 + 1, 2.0)
eq(3 - 1.0, 2.0)
eq(2 * 3.0, 6.0)
eq(6 / 2, 3.0)
eq(7 // 2, 3)
eq(7 // 2.0, 3.0)
eq(7.0 // 2, 3.0)
eq(7 % 3.0, 1.0)
eq(2 ^ 2, 4.0)
eq(-(-3), 3)
eq(-3.0, 0 - 3.0)
eq(1e2, 100.0)
eq(0x10, 16)
eq(0xA.8p0, 10.5)
eq(0x.1p4, 1.0)
eq(0x1p-1, 0.5)
eq(0xffffffffffffffff, -1)
eq(0x7fffffffffffffff, math.maxinteger)
eq(0x1ffffffffffffffff, -1)
eq(9223372036854775807, math.maxinteger)
eq(9223372036854775808, 2.0^63)
eq(-9223372036854775808, -2.0^63)
eq(1e1, 10.0)
eq(.5, 0.5)
eq(5., 5.0)
eq(3e-2, 0.03)
---
-- overflow wraps around
eq(math.maxinteger + 1, math.mininteger)
eq(math.mininteger - 1, math.maxinteger)
eq(math.maxinteger * 2, -2)
eq(math.mininteger * -1, math.mininteger)
eq(-math.mininteger, math.mininteger)
eq(math.mininteger // -1, math.mininteger)
eq(math.mininteger % -1, 0)
eq(math.maxinteger * math.maxinteger, 1)
eq(math.maxinteger + 1.0, 2.0^63)
local a, b = math.maxinteger, math.mininteger
eq(a + 1, b)
eq(b - 1, a)
eq(a + a, -2)
eq(b + b, 0)
eq(b * b, 0)
eq(a * b, b)
eq(b // -1, b)
eq(b % -1, 0)
eq(b // 1, b)
---
-- floor division and modulo: the sign of the divisor
for _, c in ipairs({
  { 7, 3, 2, 1 }, { -7, 3, -3, 2 }, { 7, -3, -3, -2 }, { -7, -3, 2, -1 },
  { 6, 3, 2, 0 }, { -6, 3, -2, 0 }, { 6, -3, -2, 0 }, { 0, 5, 0, 0 }, { 0, -5, 0, 0 },
  { 1, math.maxinteger, 0, 1 }, { -1, math.maxinteger, -1, math.maxinteger - 1 },
  { math.mininteger, math.maxinteger, -2, math.maxinteger - 1 },
  { math.maxinteger, math.mininteger, -1, -1 },
  { 7.5, 2, 3.0, 1.5 }, { -7.5, 2, -4.0, 0.5 }, { 7.5, -2, -4.0, -0.5 }, { -7.5, -2, 3.0, -1.5 },
  { 5.0, 3, 1.0, 2.0 }, { -5.0, 3, -2.0, 1.0 }, { 5, 0.5, 10.0, 0.0 },
  { -6.0, 3, -2.0, 0.0 }, { 1, math.huge, 0.0, 1.0 }, { -1, math.huge, -0.0, math.huge },
  { 1, -math.huge, -0.0, -math.huge }, { -1, -math.huge, 0.0, -1.0 },
}) do
  eq(c[1] // c[2], c[3])
  eq(c[1] % c[2], c[4])
end
eq(1 // 0.0, math.huge)
eq(-1 // 0.0, -math.huge)
eq(0 // 0.0, 0/0)
eq(1 % 0.0, 0/0)
eq(math.huge % 1, 0/0)
eq(math.huge // 1, math.huge)
eq(1 / 0, math.huge)
eq(-1 / 0, -math.huge)
eq(0 / 0, 0/0)
eq(1 / -0.0, -math.huge)
eq(1 / (0 * -1.0), -math.huge)
eq(1 / (-0.0 + 0), math.huge)
eq(1 / -(0.0), -math.huge)
eq(1 / (0.0 % -1), math.huge)
eq(1 / (-0.0 % 1), -math.huge)
eq(5 // 0.3, 16.0)
eq(-5 % 0.3, 0.3 - 5 % 0.3)
---
-- the same with operands the compiler does not know
local function ops(a, b)
  return a + b, a - b, a * b, a / b, a // b, a % b, a ^ b, -a
end
list({ 9, 5, 14, 3.5, 3, 1, 49.0, -7 }, ops(7, 2))
list({ 9.0, 5.0, 14.0, 3.5, 3.0, 1.0, 49.0, -7.0 }, ops(7.0, 2))
list({ 9.0, 5.0, 14.0, 3.5, 3.0, 1.0, 49.0, -7 }, ops(7, 2.0))
list({ 9, 5, 14, 3.5, 3, 1, 49.0, -7 }, ops("7", "2"))
list({ 9.0, 5.0, 14.0, 3.5, 3.0, 1.0, 49.0, -7.0 }, ops("7.0", "2"))
list({ 9, 5, 14, 3.5, 3, 1, 49.0, -7 }, ops("0x7", " 2 "))
---
-- operands that are small constants
local x, y, f = 10, -3, 2.5
eq(x + 1, 11) eq(x - 1, 9) eq(x * 2, 20) eq(x / 4, 2.5) eq(x // 3, 3) eq(x % 3, 1) eq(x ^ 2, 100.0)
eq(1 + x, 11) eq(1 - x, -9) eq(2 * x, 20) eq(4 / x, 0.4) eq(30 // x, 3) eq(13 % x, 3) eq(2 ^ x, 1024.0)
eq(y + 1, -2) eq(y - 127, -130) eq(y - 128, -131) eq(y - 129, -132) eq(y + 127, 124) eq(y + 128, 125)
eq(f + 1, 3.5) eq(f - 1, 1.5) eq(1 - f, -1.5) eq(f * 2, 5.0) eq(f // 1, 2.0) eq(f % 1, 0.5)
eq(x + 1.0, 11.0) eq(x + 0.5, 10.5) eq(x + 100000, 100010) eq(x - 100000, -99990)
eq(x & 6, 2) eq(x | 5, 15) eq(x ~ 3, 9) eq(x << 1, 20) eq(x >> 1, 5) eq(1 << x, 1024) eq(6 & x, 2)
eq(x + math.maxinteger, math.mininteger + 9)
eq("10" + 1, 11) eq("10" * 2, 20) eq(10 + "1", 11) eq("3" // 2, 1) eq("3.0" + 1, 4.0)
eq("10" - "3", 7) eq(-"2", -2) eq(-"2.0", -2.0) eq("0x10" + 0, 16) eq("1e1" + 0, 10.0)
eq(" 5 " + 0, 5) eq("\t5\n" + 0, 5) eq("5 " * "2", 10)
eq("9223372036854775807" + 1, math.mininteger)
eq("9223372036854775808" + 0, 2.0^63)
---
-- bitwise operators
eq(5 & 3, 1) eq(5 | 3, 7) eq(5 ~ 3, 6) eq(~5, -6) eq(~0, -1)
eq(1 << 62, 4611686018427387904)
eq(1 << 63, math.mininteger)
eq(1 << 64, 0)
eq(1 << 1000, 0)
eq(1 << -1, 0)
eq(-1 >> 1, math.maxinteger)
eq(-1 >> 63, 1)
eq(-1 >> 64, 0)
eq(-1 << 63, math.mininteger)
eq(2 >> -1, 4)
eq(2 << -1, 1)
eq(1 >> math.mininteger, 0)
eq(1 << math.mininteger, 0)
eq(-1 >> -63, math.mininteger)
eq(5.0 & 3, 1)
eq(5 | 3.0, 7)
eq(2^53 | 0, 9007199254740992)
eq(~5.0, -6)
raises("attempt to perform bitwise operation on a string value (constant '5')", "return '5' & 3")
raises("attempt to perform bitwise operation on a string value (constant '2')", "return 3 << '2'")
raises("attempt to perform bitwise operation on a string value (local 's')", "local s = '7'; return s ~ 1")
eq(-0.0 | 0, 0)
eq(-2^63 | 0, math.mininteger)
local a, b = 0xf0f0, 0xff
eq(a & b, 0xf0) eq(a | b, 0xf0ff) eq(a ~ b, 0xf00f) eq(a << 4, 0xf0f00) eq(a >> 4, 0xf0f)
local n = 70
eq(1 << n, 0) eq(1 >> n, 0) eq(1 << -n, 0)
n = -3
eq(8 << n, 1) eq(1 >> n, 8)
---
-- comparison of the two subtypes is exact
eq(1 == 1.0, true)
eq(1 < 1.5, true)
eq(2 > 1.5, true)
eq(-1 < -0.5, true)
eq(math.maxinteger + 0.0 == math.maxinteger, false)
eq(math.maxinteger + 0.0 > math.maxinteger, true)
eq(math.maxinteger < 2.0^63, true)
eq(math.maxinteger <= 2.0^63, true)
eq(math.mininteger == -2.0^63, true)
eq(math.mininteger <= -2.0^63, true)
eq(math.mininteger < -2.0^63, false)
eq(2^53 == 2^53 + 1, true)
eq((1 << 53) + 1 == 2^53, false)
eq((1 << 53) + 1 > 2^53, true)
eq((1 << 53) + 1 <= 2^53, false)
eq(2^53 < (1 << 53) + 1, true)
eq(2^53 >= (1 << 53) + 1, false)
eq(1 < math.huge, true)
eq(math.maxinteger < math.huge, true)
eq(math.mininteger > -math.huge, true)
local nan = 0/0
for _, v in ipairs({ 0, 1.5, math.huge, math.maxinteger, nan }) do
  eq(v < nan, false) eq(v <= nan, false) eq(v > nan, false) eq(v >= nan, false) eq(v == nan, false) eq(v ~= nan, true)
  eq(nan < v, false) eq(nan <= v, false) eq(nan > v, false) eq(nan >= v, false)
end
eq(not (nan < 1), true)
eq(0.0 == -0.0, true)
eq("1" == 1, false)
eq(0 == false, false)
eq("a" < "b", true)
eq("a" < "B", false)
eq("" < "a", true)
eq("a" < "a\0", true)
eq("a\0b" < "a\0c", true)
eq("a\0b" == "a\0b", true)
eq("Z" < "a", true)
eq("\xff" > "a", true)
eq("10" < "9", true)
local x = 5
eq(x < 6, true) eq(x < 5, false) eq(x <= 5, true) eq(x > 4, true) eq(x >= 6, false) eq(x == 5, true) eq(x == 5.0, true)
eq(6 < x, false) eq(4 <= x, true) eq(6 > x, true) eq(5 >= x, true) eq(x < 5.5, true) eq(x > 5.5, false)
local y = 5.5
eq(y < 6, true) eq(y > 5, true) eq(y <= 5, false) eq(y >= 5.5, true) eq(y == 5, false)
---
-- conversion to integers
eq(math.tointeger(3.0), 3)
eq(math.tointeger(3.5), nil)
eq(math.tointeger("8"), 8)
eq(math.tointeger("x"), nil)
eq(math.tointeger({}), nil)
eq(math.tointeger(2^63), nil)
eq(math.tointeger(-2^63), math.mininteger)
eq(math.tointeger(0/0), nil)
eq(math.tointeger(math.huge), nil)
eq(3 | 0, 3)
eq(string.rep("x", 2.0), "xx")
eq(("abc"):sub(2.0), "bc")
fails("bad argument #2 to 'string.rep' (number has no integer representation)", string.rep, "x", 1.5)
local t = {}
t[1.0] = "a"; t[2^53] = "b"
eq(t[1], "a") eq(t[1 << 53], "b") eq(next({ [3.0] = 1 }), 3)
t[1.5] = "c"; eq(t[1.5], "c"); t[-0.0] = "z"; eq(t[0], "z"); eq(t[0.0], "z")
t[math.huge] = "inf"; eq(t[math.huge], "inf"); t[2.0^63] = "big"; eq(t[2.0^63], "big"); eq(t[math.mininteger], nil)
---
-- tonumber
eq(tonumber("10"), 10) eq(tonumber("10.0"), 10.0) eq(tonumber("1e1"), 10.0) eq(tonumber("0x10"), 16)
eq(tonumber("  10  "), 10) eq(tonumber("10a"), nil) eq(tonumber(""), nil) eq(tonumber(" "), nil)
eq(tonumber("- 1"), nil) eq(tonumber("-1"), -1) eq(tonumber("+1"), 1) eq(tonumber("--1"), nil) eq(tonumber("-0x10"), -16)
eq(tonumber("0x"), nil) eq(tonumber("0x.8"), 0.5) eq(tonumber("0x1p4"), 16.0) eq(tonumber("0x1P-4"), 0.0625)
eq(tonumber("1e"), nil) eq(tonumber("1e+"), nil) eq(tonumber(".5"), 0.5) eq(tonumber("5."), 5.0) eq(tonumber("."), nil)
eq(tonumber("inf"), nil) eq(tonumber("nan"), nil) eq(tonumber("1_0"), nil) eq(tonumber("1\0"), nil) eq(tonumber("0b1"), nil)
eq(tonumber("1e400"), math.huge) eq(tonumber("-1e400"), -math.huge) eq(tonumber("1e-400"), 0.0)
eq(tonumber("9223372036854775807"), math.maxinteger) eq(tonumber("9223372036854775808"), 2.0^63)
eq(tonumber("-9223372036854775808"), math.mininteger) eq(tonumber("-9223372036854775809"), -2.0^63)
eq(tonumber("0x7fffffffffffffff"), math.maxinteger) eq(tonumber("0x8000000000000000"), math.mininteger)
eq(tonumber("0xfffffffffffffffff"), -1)
eq(tonumber(nil), nil) eq(tonumber(true), nil) eq(tonumber({}), nil) eq(tonumber(5), 5) eq(tonumber(5.5), 5.5)
eq(tonumber("\v\f\r\n\t 7 \v\f\r\n\t"), 7)
eq(tonumber("10", 2), 2) eq(tonumber("ff", 16), 255) eq(tonumber("FF", 16), 255) eq(tonumber("zz", 36), 1295)
eq(tonumber("8", 8), nil) eq(tonumber("-ff", 16), -255) eq(tonumber("  11  ", 2), 3) eq(tonumber("1.0", 10), nil)
eq(tonumber("", 10), nil) eq(tonumber("1 1", 10), nil) eq(tonumber("7fffffffffffffff", 16), math.maxinteger)
eq(tonumber("ffffffffffffffff", 16), -1) eq(tonumber("1e1", 16), 0x1e1) eq(tonumber("+1", 10), 1)
fails("bad argument #1 to 'tonumber' (value expected)", tonumber)
fails("bad argument #2 to 'tonumber' (base out of range)", tonumber, "1", 1)
fails("bad argument #2 to 'tonumber' (base out of range)", tonumber, "1", 37)
fails("bad argument #1 to 'tonumber' (string expected, got number)", tonumber, 1, 10)
fails("bad argument #1 to 'tonumber' (string expected, got table)", tonumber, {}, 10)
---
-- tostring
eq(tostring(1), "1") eq(tostring(-1), "-1") eq(tostring(1.0), "1.0") eq(tostring(-0.0), "-0.0") eq(tostring(0.1), "0.1")
eq(tostring(1e15), "1e+15") eq(tostring(1e14), "1e+14") eq(tostring(123456789012345.0), "1.2345678901234e+14")
eq(tostring(1e100), "1e+100") eq(tostring(2^53), "9.007199254741e+15") eq(tostring(2^31), "2147483648.0")
eq(tostring(1/0), "inf") eq(tostring(-1/0), "-inf") eq(tostring(0/0):gsub("-", ""), "nan")
eq(tostring(3.14159265358979), "3.1415926535898") eq(tostring(1/3), "0.33333333333333") eq(tostring(100.0), "100.0")
eq(tostring(math.maxinteger), "9223372036854775807") eq(tostring(math.mininteger), "-9223372036854775808")
eq(tostring(1e-5), "1e-05") eq(tostring(0.0001), "0.0001") eq(tostring(12345678901234567890), "1.2345678901235e+19")
eq(1 .. "", "1") eq(1.0 .. "", "1.0") eq(-0.0 .. "", "-0.0") eq(2^63 .. "", "9.2233720368548e+18") eq(1e15 .. "|", "1e+15|")
eq(tostring(5e-324), "4.9406564584125e-324") eq(tostring(1.7976931348623157e308), "1.7976931348623e+308")
---
-- the compiler folds constants without changing what they are
eq(math.type(2^2), "float") eq(math.type(6 // 2), "integer") eq(math.type(4 / 2), "float") eq(1 / (-0.0), -math.huge)
eq(-(0.0) == 0, true) eq(tostring(-0.0), "-0.0") eq(tostring(0.0 * -1), "-0.0") eq(tostring(-(0)), "0")
eq(2 ^ 3 ^ 2, 512.0) eq(-2 ^ 2, -4.0) eq(not nil == true, true) eq(not 1 == 2, false) eq(1 .. 2 == "12", true)
eq(2 * 3 + 4 * 5 - 6 / 2, 23.0) eq((2 + 3) * 4, 20) eq(7 // 2 * 2 + 7 % 2, 7) eq(1 + 2 < 4, true) eq(1 << 2 + 1, 8)
eq(5 & 3 == 1, true) eq(1 | 2 == 3, true)
---
-- precedence
eq(1 or error(), 1) eq(nil and error(), nil) eq(false or nil, nil) eq(nil or false, false) eq(1 and 2, 2)
eq(1 and 2 or 3, 2) eq(nil and 2 or 3, 3) eq(1 or 2 and 3, 1) eq(nil or 2 and 3, 3) eq(not nil and 1, 1)
eq("a" .. "b" == "ab", true) eq("a" .. 1 + 2, "a3") eq(2 .. 3 .. 4, "234") eq(-3 ^ 2, -9.0) eq(2 ^ -1, 0.5)
eq(1 | 2 & 3, 3) eq(1 | 2 ~ 3, 1) eq(6 ~ 3 & 1, 7) eq(3 - 2 - 1, 0) eq(8 // 2 // 2, 2)
eq(#"abc" + 1, 4) eq(-"2" + 0, -2) eq(not not nil, false) eq(- - 2, 2) eq(~~5, 5) eq(#{ 1, 2 } == 2, true)
eq(1 < 2 == true, true) eq("x" < "y" == (1 < 2), true) eq(2 > 1 ~= false, true)
---
-- and/or keep the operands, in every context
local function f(...) return ... end
local a, b, c = 1, nil, false
eq(a and b, nil) eq(b or c, false) eq(c or b, nil) eq(a and c, false) eq(b and a or 5, 5)
local t = { a and 1, b or 2, [3] = c or a }
eq(t[1], 1) eq(t[2], 2) eq(t[3], 1)
eq((function() return a and b end)(), nil)
list({ n = 1 }, f(b and f(1, 2)))
list({ 1, n = 1 }, (f(1, 2)))
list({ 1, 2, 1 }, f(1, f(2, 1)))
local x = (a or error()) and (b or 7)
eq(x, 7)
if a and not b then x = "yes" else x = "no" end
eq(x, "yes")
if (a and b) or (not c and a) then x = 1 else x = 2 end
eq(x, 1)
while b or not a do error() end
local n = 0
repeat n = n + 1 until n > 3 and (n > 5 or n == 4)
eq(n, 4)
eq((a == 1) == (b == nil), true)
local z = not (a == 1 and b == nil)
eq(z, false)
eq(not (a ~= 1 or b ~= nil), true)
