-- The mathematical library.

eq(math.pi, 3.141592653589793) eq(math.huge, 1/0) eq(math.maxinteger, 0x7fffffffffffffff) eq(math.mininteger, -0x7fffffffffffffff - 1)
eq(math.floor(3.7), 3) eq(math.floor(-3.7), -4) eq(math.floor(5), 5) eq(math.floor(1e300), 1e300) eq(math.floor(-0.0), -0) eq(math.ceil(3.2), 4) eq(math.ceil(-3.2), -3) eq(math.ceil(7), 7) eq(math.ceil(2^70), 2^70)
eq(math.abs(-5), 5) eq(math.abs(-5.5), 5.5) eq(math.abs(math.mininteger), math.mininteger) eq(math.abs(-0.0), 0.0) eq(math.max(1, 2.5, 2), 2.5) eq(math.max(1), 1) eq(math.min(3, 1.0, 2), 1.0) eq(math.max(1, 1.0), 1) eq(math.max(1.0, 1), 1.0)
eq(math.sqrt(16), 4.0) eq(math.sqrt(2), 2 ^ 0.5) eq(math.exp(0), 1.0) eq(math.log(1), 0.0) eq(math.log(8, 2), 3.0) eq(math.log(1000, 10), 3.0) eq(math.log(27, 3), math.log(27) / math.log(3)) eq(math.log(0), -1/0) eq(math.log(-1), 0/0)
eq(math.sin(0), 0.0) eq(math.cos(0), 1.0) eq(math.tan(0), 0.0) eq(math.asin(1), math.pi / 2) eq(math.acos(1), 0.0) eq(math.atan(1), math.pi / 4) eq(math.atan(1, -1), 3 * math.pi / 4) eq(math.atan(0.0, -1), math.pi) eq(math.deg(math.pi), 180.0) eq(math.rad(180), math.pi)
eq(math.fmod(7, 3), 1) eq(math.fmod(-7, 3), -1) eq(math.fmod(7, -3), 1) eq(math.fmod(7.5, 2), 1.5) eq(math.fmod(-6, 2), 0) eq(math.fmod(math.mininteger, -1), 0) eq(math.fmod(1, math.huge), 1.0) eq(math.fmod(5.3, 0), 0/0)
list({ 3, 0.5 }, math.modf(3.5)) list({ -3, -0.5 }, math.modf(-3.5)) list({ 5, 0.0 }, math.modf(5)) list({ 1/0, 0.0 }, math.modf(1/0)) list({ -1/0, 0.0 }, math.modf(-1/0))
eq(math.tointeger(5.0), 5) eq(math.tointeger("x"), nil) eq(math.type(1), "integer") eq(math.type(1.0), "float") eq(math.type("1"), nil) eq(math.ult(1, 2), true) eq(math.ult(-1, 1), false) eq(math.ult(1, -1), true) eq(math.ult(5, 5), false)
fails("bad argument #1 to 'math.floor' (number expected, got string)", math.floor, "x")
fails("bad argument #1 to 'math.floor' (number expected, got table)", math.floor, {})
fails("bad argument #1 to 'math.floor' (number expected, got no value)", math.floor)
fails("bad argument #1 to 'math.max' (value expected)", math.max)
fails("bad argument #1 to 'math.min' (value expected)", math.min)
fails("attempt to compare number with string", math.max, 1, "x")
fails("bad argument #2 to 'math.fmod' (zero)", math.fmod, 1, 0)
fails("bad argument #2 to 'math.fmod' (number expected, got no value)", math.fmod, 1)
fails("bad argument #1 to 'math.type' (value expected)", math.type)
fails("bad argument #2 to 'math.ult' (number has no integer representation)", math.ult, 1, 1.5)
fails("bad argument #1 to 'math.abs' (number expected, got nil)", math.abs, nil)
fails("bad argument #1 to 'math.sqrt' (number expected, got boolean)", math.sqrt, true)
fails("bad argument #1 to 'math.tointeger' (value expected)", math.tointeger)
eq(math.floor("3.7"), 3) eq(math.abs("-3"), 3.0)
---
-- random: ranges and seeds
for _ = 1, 200 do
  local a = math.random() eq(a >= 0 and a < 1, true)
  local b = math.random(6) eq(b >= 1 and b <= 6 and math.type(b) == "integer", true)
  local c = math.random(-3, 3) eq(c >= -3 and c <= 3, true)
end
eq(math.random(5, 5), 5) eq(math.type(math.random(0)), "integer") eq(math.type(math.random(math.mininteger, math.maxinteger)), "integer")
math.randomseed(42)
local a, b, c = math.random(1000000), math.random(1000000), math.random()
math.randomseed(42)
list({ a, b, c }, math.random(1000000), math.random(1000000), math.random())
math.randomseed(43)
eq(math.random(1000000) == a and math.random(1000000) == b, false)
fails("bad argument #1 to 'math.random' (number has no integer representation)", math.random, 0.5)
fails("bad argument #1 to 'math.random' (interval is empty)", math.random, -1)
fails("bad argument #1 to 'math.random' (interval is empty)", math.random, 2, 1)
fails("wrong number of arguments", math.random, 1, 2, 3)
fails("bad argument #1 to 'math.random' (number expected, got string)", math.random, "x")
---
-- the generator is the one of Lua 5.4: xoshiro256**, seeded with two integers
math.randomseed(123, 456)
local t = {}
for i = 1, 5 do t[i] = math.random(0) end
list({ -7482266044409867603, -4076395480158212337, 682430759296387938, -7518772449294522146, -9144935840616189618 }, table.unpack(t))
---
math.randomseed(123, 456)
list({ 46, 16, -3, 322740054239, 0.50425203471816871 }, math.random(100), math.random(100), math.random(-5, 5), math.random(1 << 40), math.random())
--- needs os
-- os and time
eq(type(os.time()), "number") eq(math.type(os.time()), "integer") eq(type(os.clock()), "number") eq(os.time({ year = 2000, month = 1, day = 1, hour = 12 }) - os.time({ year = 2000, month = 1, day = 1, hour = 11 }), 3600)
eq(os.date("!%Y-%m-%d %H:%M:%S", 0), "1970-01-01 00:00:00") eq(os.date("!%Y", 86400 * 366), "1971") eq(os.date("!*t", 0).year, 1970) eq(os.date("!*t", 0).isdst, false) eq(os.date("!%%"), "%") eq(os.date("!%d/%m/%y", 1e9 // 1 | 0), "09/09/01")
eq(os.date("!%A %B %j %p %I", 0), "Thursday January 001 AM 12") eq(os.date("!*t", 3600).hour, 1) eq(os.date("!*t", 0).wday, 5) eq(os.date("!*t", 0).yday, 1) eq(os.difftime(10, 5), 5.0) eq(os.getenv("NO_SUCH_VARIABLE_HERE"), nil)
fails("bad argument #1 to 'os.date' (invalid conversion specifier '%Ez')", os.date, "%Ez", 0)
fails("bad argument #1 to 'os.date' (invalid conversion specifier '%Q')", os.date, "%Q", 0)
fails("bad argument #1 to 'os.date' (invalid conversion specifier '%')", os.date, "%", 0)
fails("field 'year' missing in date table", os.time, {})
fails("field 'month' is not an integer", os.time, { year = 2000, month = "x", day = 1 })
fails("field 'month' is not an integer", os.time, { year = 2000, month = 1.5, day = 1 })
fails("bad argument #2 to 'os.date' (number expected, got string)", os.date, "*t", "x")
fails("date result cannot be represented in this installation", os.date, "*t", 1 << 60)
---
-- The sign of a remainder, where the product of both operands underflows.
assert(3 % -0x1.8fc6dd8262839p-813 == -0x1.fbcc980a9d37p-814)
assert(-1.5589563435884357 % 7.1639518646980749e-321 == 0x0.00000000001f4p-1022)
-- Powers at the ends of the range, and of subnormal numbers.
local function pow(a, b) return a ^ b end
assert(pow(0x1.cbd73012d6819p-11, 101) == 0x0.144ee2c531cd5p-1022)
assert(pow(0x1.af0524617dcb6p+8, 117) == 0x1.eaa3dc705810ep+1023)
assert(pow(0x1.5d27c2570ap-1034, 0x1.18be3e8a03a19p-41) == 0x1.fffffffcee5a9p-1)
assert(pow("8.4755721952958109770012979968519572437168404220578251", "85") == 0x1.0edcbae605588p+262)
assert(math.log(1000, 10) == 3)
assert(math.log(5.2488359581351942e-312) < -716)
