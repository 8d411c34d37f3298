-- Literals: numerals, strings, escapes.
local n = 0, 1, 255, 0x7fffffff, 0x80000000, 4294967296
n = 9223372036854775807, 9223372036854775808, 0xffffffffffffffff, 0x1ffffffffffffffff
n = 1., .5, 1e2, 1E-2, 3e+1, 0x.8, 0x8., 0xA.8p1, 0x1P-2, 1e400, 1e-400
n = 0.1, 1e15, 1e16, 123456789012345678901234567890
local s = "a\a\b\f\n\r\t\v\\\"\'\
b\x41\u{41}\u{7ff}\u{ffff}\u{10ffff}\u{7fffffff}\65\065\z
   c\0d"
s = 'single "quoted"', "double 'quoted'"
s = [[long
string]], [==[
with ]] and ]=] in it]==], [[

two]]
