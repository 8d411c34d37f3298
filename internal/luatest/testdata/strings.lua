-- Strings: literals, coercions, and the string library.

-- escapes
eq("\a\b\f\n\r\t\v\\\"\'", "\7\8\12\10\13\9\11\92\34\39")
eq("\x41\x7a\xFF", "Az\255") eq("\065\10\0650", "A\nA0") eq("\0", string.char(0)) eq(#"\0\0\0", 3)
eq("\u{41}\u{7A}", "Az") eq("\u{E9}", "\xC3\xA9") eq("\u{20AC}", "\xE2\x82\xAC") eq("\u{10FFFF}", "\xF4\x8F\xBF\xBF")
eq("\u{7FFFFFFF}", "\xFD\xBF\xBF\xBF\xBF\xBF") eq("\u{0}", "\0") eq("\u{00000041}", "A") eq("\u{7FF}\u{800}", "\xDF\xBF\xE0\xA0\x80")
eq("a\z
    b\z  c", "abc")
eq("a\
b", "a\nb")
eq('"', "\"") eq("'", '\'') eq("a\
\
b", "a\n\nb")
---
-- long strings
eq([[a]], "a") eq([[]], "") eq([==[a]]b]=]c]==], "a]]b]=]c") eq([[
first newline dropped]], "first newline dropped")
eq([[

two]], "\ntwo") eq([[\n]], "\\n") eq(#[[
]], 0) eq([[a
b]], "a\nb")
eq([=[[[x]]]=], "[[x]]")
---
-- line ends are all one newline
eq(eval("[[a\r\nb]]"), "a\nb") eq(eval("[[a\rb]]"), "a\nb") eq(eval("[[a\n\rb]]"), "a\nb") eq(eval("[[a\r\rb]]"), "a\n\nb")
eq(eval("'a\\\r\nb'"), "a\nb") eq(eval("[[\r\nx]]"), "x") eq(eval("[[\n\r\n\rx]]"), "\nx")
---
-- byte strings
local all = {}
for i = 0, 255 do all[#all + 1] = string.char(i) end
local s = table.concat(all)
eq(#s, 256)
for i = 0, 255 do eq(s:byte(i + 1), i) end
eq(s .. s == s:rep(2), true) eq(#(s .. s), 512)
local t = { [s] = 1 }
eq(t[table.concat(all)], 1)
---
-- concatenation converts numbers
eq(1 .. 2, "12") eq(1.5 .. "", "1.5") eq("x" .. 1, "x1") eq(1 .. "x", "1x") eq(-1 .. "", "-1") eq(2^63 .. "", "9.2233720368548e+18")
eq("a" .. "b" .. "c" .. 1 .. 2.0, "abc12.0") eq("" .. "", "") eq(("x"):rep(100) .. ("y"):rep(100), ("x"):rep(100) .. ("y"):rep(100))
local s = ""
for i = 1, 300 do s = s .. i end
eq(#s, 9 + 180 + 603)
local a, b, c, d = "a", 1, 2.5, "d"
eq(a .. b .. c .. d .. a .. b, "a12.5da1")
---
-- interning: equal strings are equal whatever made them
local a = "hello"
local b = "hel" .. "lo"
local c = table.concat({ "h", "e", "l", "l", "o" })
local d = ("xhellox"):sub(2, 6)
eq(a == b, true) eq(b == c, true) eq(c == d, true) eq(({ [a] = 1 })[d], 1)
local l1, l2 = ("ab"):rep(500), ("abab"):rep(250)
eq(l1 == l2, true) eq(l1 < l2, false) eq(l1 <= l2, true) eq(({ [l1] = 2 })[l2], 2) eq(l1 ~= l2 .. "x", true)
---
-- len, sub, byte, char
eq(("abc"):len(), 3) eq(#"", 0) eq(("hello"):sub(2, 4), "ell") eq(("hello"):sub(-3), "llo") eq(("hello"):sub(-3, -2), "ll")
eq(("hello"):sub(2), "ello") eq(("hello"):sub(0), "hello") eq(("hello"):sub(10), "") eq(("hello"):sub(4, 2), "") eq(("hello"):sub(-100, 2), "he")
eq(("hello"):sub(2, 100), "ello") eq(("hello"):sub(math.mininteger, math.maxinteger), "hello") eq(("hello"):sub(1, -6), "") eq(("hello"):sub(0, 0), "")
list({ 97, 98, 99 }, ("abc"):byte(1, -1)) list({ 97 }, ("abc"):byte()) list({ 99 }, ("abc"):byte(-1)) list({}, ("abc"):byte(10)) list({}, (""):byte())
list({ 98 }, ("abc"):byte(2)) list({ 97, 98 }, ("abc"):byte(0, 2)) list({}, ("abc"):byte(3, 2))
eq(string.char(), "") eq(string.char(72, 105), "Hi") eq(string.char(0, 255), "\0\255") eq(string.char("65"), "A") eq(string.char(65.0), "A")
fails("bad argument #1 to 'string.char' (value out of range)", string.char, 256)
fails("bad argument #1 to 'string.char' (value out of range)", string.char, -1)
fails("bad argument #3 to 'string.char' (number expected, got string)", string.char, 1, 2, "x")
fails("bad argument #1 to 'string.sub' (string expected, got no value)", string.sub)
fails("bad argument #2 to 'string.sub' (number expected, got no value)", string.sub, "x")
fails("bad argument #2 to 'string.sub' (number expected, got table)", string.sub, "x", {})
fails("bad argument #2 to 'string.sub' (number has no integer representation)", string.sub, "x", 1.5)
fails("bad argument #2 to 'string.sub' (number has no integer representation)", string.sub, "x", "1.5")
fails("bad argument #2 to 'string.byte' (number expected, got string)", string.byte, "x", "y")
fails("bad argument #1 to 'string.len' (string expected, got no value)", string.len)
fails("bad argument #1 to 'string.len' (string expected, got table)", string.len, {})
---
-- rep, reverse, lower, upper
eq(("ab"):rep(3), "ababab") eq(("ab"):rep(0), "") eq(("ab"):rep(-1), "") eq(("ab"):rep(1), "ab") eq(("ab"):rep(3, ","), "ab,ab,ab") eq((""):rep(100), "")
eq(("x"):rep(2, ""), "xx") eq((""):rep(3, "-"), "--") eq(("abc"):reverse(), "cba") eq((""):reverse(), "") eq(("a\0b"):reverse(), "b\0a")
eq(("aBc1\xe9"):upper(), "ABC1\xe9") eq(("AbC1\xc9"):lower(), "abc1\xc9") eq((5):type(), nil) --! "attempt to index a number value"
---
fails("resulting string too large", string.rep, "x", math.maxinteger)
fails("resulting string too large", string.rep, "xx", 1 << 62)
fails("resulting string too large", string.rep, "", math.maxinteger, "xx")
fails("bad argument #2 to 'string.rep' (number expected, got string)", string.rep, "x", "y")
fails("bad argument #1 to 'string.upper' (string expected, got no value)", string.upper)
fails("bad argument #1 to 'string.lower' (string expected, got table)", string.lower, {})
fails("bad argument #1 to 'string.reverse' (string expected, got nil)", string.reverse, nil)
---
-- tonumber-like coercion of numbers to strings in arguments
eq(string.len(12345), 5) eq(string.rep(12, 2), "1212") eq((string.sub(12345, 2, 3)), "23") eq(string.upper(1.5), "1.5") eq(string.reverse(120), "021")
eq(("x"):rep("3"), "xxx") eq(("abc"):sub("2"), "bc") eq(("abc"):sub("0x2"), "bc") eq(("abc"):sub("2.0"), "bc")
---
-- find
list({ 1, 1 }, ("abc"):find("a")) list({ 2, 3 }, ("abc"):find("bc")) list({ n = 1 }, ("abc"):find("d")) list({ 1, 0 }, ("abc"):find("")) list({ 4, 3 }, ("abc"):find("", 4))
list({ n = 1 }, ("abc"):find("", 5)) list({ 3, 3 }, ("abca"):find("c", -2)) list({ 4, 4 }, ("abca"):find("a", 2)) list({ 1, 1 }, ("abc"):find("a", -100))
list({ 2, 2 }, ("a.c"):find(".", 2, true)) list({ 1, 1 }, ("a.c"):find(".")) list({ 2, 2 }, ("a+c"):find("+", 1, true)) list({ 2, 2 }, ("a%c"):find("%", 1, true))
list({ 1, 3, "a", "c" }, ("abc"):find("(a)b(c)")) list({ 2, 2, 2 }, ("abc"):find("()b")) list({ 1, 0, 1 }, ("abc"):find("()"))
list({ 3, 4 }, ("a\0bc"):find("bc")) list({ 2, 2 }, ("a\0b"):find("\0")) list({ 2, 2 }, ("a\0b"):find("%z"))
---
-- match and patterns
eq(("key = value"):match("^(%w+)%s*=%s*(%w+)$"), "key") list({ "key", "value" }, ("key = value"):match("^(%w+)%s*=%s*(%w+)$"))
eq(("hello"):match("l+"), "ll") eq(("hello"):match("l-o"), "llo") eq(("hello"):match(".-"), "") eq(("hello"):match("(h)(.)") , "h") eq(("hello"):match("x?h"), "h")
eq(("abc123"):match("%a+"), "abc") eq(("abc123"):match("%d+"), "123") eq(("abc 123"):match("%s"), " ") eq(("abc"):match("[a-b]+"), "ab") eq(("abc"):match("[^a]+"), "bc")
eq(("a]b"):match("[]]"), "]") eq(("a-b"):match("[a%-]+"), "a-") eq(("a^b"):match("[%^]"), "^") eq(("[x]"):match("%[(.-)%]"), "x") eq(("a-z"):match("[a-]+"), "a-")
eq(("f(a(b)c)d"):match("%b()"), "(a(b)c)") eq(("THE (quick) fox"):find("%((%a+)%)"), 5) eq(("hello world"):match("%f[%w]%w+$"), "world") eq(("x"):match("%f[%z]"), "")
eq(("aaa"):match("^a-$"), "aaa") eq(("abab"):match("(ab)%1"), "ab") eq(("abcabc"):match("(.)(.)(.)%1%2%3"), "a") eq(("$x"):match("^%$"), "$") eq(("a$"):match("a$$"), "a$")
eq(("  trim  "):match("^%s*(.-)%s*$"), "trim") eq(("2024-01-02"):match("(%d+)-(%d+)-(%d+)"), "2024") eq(("abc"):match("b", 3), nil) eq(("abc"):match("^b", 2), "b")
eq(("\xe4\xf6"):match("%w"), nil) eq(("a.b"):match("%."), ".") eq(("x^2"):match("x^2"), "x^2") eq(("abc"):match("()c"), 3) eq(("0x1F"):match("%x+", 3), "1F")
eq((" \t\n"):match("^%s+$"), " \t\n") eq(("a,b"):match("%p"), ",") eq(("aB"):match("%u"), "B") eq(("aB"):match("%l"), "a") eq(("\1"):match("%c"), "\1") eq(("a b"):match("%g+"), "a")
eq(("a"):match("%A"), nil) eq(("1"):match("%D"), nil) eq(("ab"):match("[%a]+"), "ab") eq(("a1_"):match("[%w_]+"), "a1_") eq(("é"):match("[\x80-\xff]+"), "é")
eq(("aXb"):match("%u-b"), "Xb") eq(("abc"):match("((a)(b))"), "ab") eq(("aaab"):match("a*b"), "aaab") eq(("b"):match("a*b"), "b") eq(("ab"):match("a?b?c?"), "ab")
---
-- malformed patterns
fails("malformed pattern (missing ']')", string.find, "a", "[a")
fails("malformed pattern (missing ']')", string.find, "a", "[]")
fails("malformed pattern (missing ']')", string.find, "a", "[^]")
fails("malformed pattern (missing ']')", string.find, "a", "[a%")
fails("malformed pattern (ends with '%')", string.find, "a", "%")
fails("unfinished capture", string.match, "a", "(a")
fails("invalid pattern capture", string.match, "a", "a)")
fails("invalid pattern capture", string.match, "a", "(a))")
fails("invalid capture index %1", string.find, "a", "%1")
fails("invalid capture index %2", string.find, "a", "(a)%2")
fails("invalid capture index %1", string.find, "a", "(%1)")
fails("malformed pattern (missing arguments to '%b')", string.find, "a", "%b")
fails("malformed pattern (missing arguments to '%b')", string.find, "a", "%bx")
fails("missing '[' after '%f' in pattern", string.find, "a", "%f")
fails("missing '[' after '%f' in pattern", string.find, "a", "%fa")
fails("too many captures", string.find, ("a"):rep(40), ("(a)"):rep(33))
fails("invalid capture index %2", string.gsub, "a", "a", "%2")
fails("invalid use of '%' in replacement string", string.gsub, "a", "a", "%")
fails("invalid use of '%' in replacement string", string.gsub, "a", "a", "%x")
fails("invalid capture index %2", string.gsub, "a", "(a)", "%2")
fails("invalid replacement value (a table)", string.gsub, "a", "a", function() return {} end)
fails("invalid replacement value (a boolean)", string.gsub, "a", "a", function() return true end)
fails("invalid replacement value (a table)", string.gsub, "a", "a", { a = {} })
fails("bad argument #3 to 'string.gsub' (string/function/table expected, got boolean)", string.gsub, "a", "a", true)
fails("bad argument #3 to 'string.gsub' (string/function/table expected, got no value)", string.gsub, "a", "a")
fails("bad argument #2 to 'string.gsub' (string expected, got no value)", string.gsub, "a")
fails("bad argument #4 to 'string.gsub' (number expected, got string)", string.gsub, "a", "a", "b", "x")
fails("bad argument #1 to 'string.find' (string expected, got no value)", string.find)
fails("bad argument #2 to 'string.find' (string expected, got no value)", string.find, "a")
fails("bad argument #1 to 'string.find' (string expected, got table)", string.find, {}, "a")
fails("bad argument #2 to 'string.match' (string expected, got nil)", string.match, "a", nil)
fails("bad argument #2 to 'string.gmatch' (string expected, got no value)", string.gmatch, "a")
---
-- gsub
local function g(...) local s, n = string.gsub(...) return s .. "|" .. n end
eq(g("hello", "l", "L"), "heLLo|2") eq(g("hello", "l", "L", 1), "heLlo|1") eq(g("hello", "", "-"), "-h-e-l-l-o-|6") eq(g("hello", "x", "y"), "hello|0") eq(g("abc", "%w", "%0%0"), "aabbcc|3")
eq(g("abc", "%w", "%%"), "%%%|3") eq(g("hello world", "(%w+) (%w+)", "%2 %1"), "world hello|1") eq(g("abc", "%w", { a = "1", b = true and "2" }), "12c|3") eq(g("abc", "%w", { a = false }), "abc|3")
eq(g("abc", "%w", function(c) if c == "b" then return "B" end end), "aBc|3") eq(g("abc", "(a)(b)", function(a, b) return b .. a end), "bac|1") eq(g("abc", "()", "%1"), "1a2b3c4|4")
eq(g("abc", "b*", "x"), "xaxcx|3") eq(g("a b c", "%s*", ""), "abc|4") eq(g("abc", "^a", "x"), "xbc|1") eq(g("aaa", "^a", "x"), "xaa|1") eq(g("abc", "c$", "x"), "abx|1") eq(g("abc", "w", 5), "abc|0")
eq(g("abc", "b", 5), "a5c|1") eq(g("abc", "b", 1.5), "a1.5c|1") eq(g("abc", ".", "x", 0), "abc|0") eq(g("abc", ".", "x", -1), "abc|0") eq(g("$name is $age", "%$(%w+)", { name = "Bob", age = 42 }), "Bob is 42|2")
eq(g("", "", "x"), "x|1") eq(g("", "a*", "x"), "x|1") eq(g("a\0b", "%z", "0"), "a0b|1") eq(g("abc", "%w", "%1"), "abc|3") eq(g("x = 1", "(%w) = (%w)", "%2 = %1 %0"), "1 = x x = 1|1")
eq(g("hello world from Lua", "(%w+)%s*(%w*)", "%2 %1 "), "world hello  Lua from |2") eq(g("THE (quick) fox", "%((%w+)%)", "<%1>"), "THE <quick> fox|1")
---
-- gmatch
local function all(...) local t = {} for a, b in string.gmatch(...) do t[#t + 1] = tostring(a) .. (b and ":" .. tostring(b) or "") end return table.concat(t, " ") end
eq(all("one two three", "%a+"), "one two three") eq(all("k1=v1, k2=v2", "(%w+)=(%w+)"), "k1:v1 k2:v2") eq(all("abc", ""), "   ") eq(all("abc", "()"), "1 2 3 4") eq(all("aaa", "a-"), "   ")
eq(all("abc", "^a"), "") eq(all("abcabc", "b", 3), "b") eq(all("abc", ".", -1), "c") eq(all("abc", ".", 10), "") eq(all("a,b,,c", "([^,]*)"), "a b  c")
local f = ("ab"):gmatch(".")
list({ "a" }, f()) list({ "b" }, f()) list({}, f()) list({}, f())
---
-- format
local f = string.format
eq(f("%d", 5), "5") eq(f("%5d|%-5d|%05d", 5, 5, 5), "    5|5    |00005") eq(f("%+d % d", 5, 5), "+5  5") eq(f("%i", -7), "-7") eq(f("%d", 3.0), "3") eq(f("%d", "10"), "10") eq(f("%.3d", 5), "005")
eq(f("%x %X %#x %o", 255, 255, 255, 8), "ff FF 0xff 10") eq(f("%x", -1), "ffffffffffffffff") eq(f("%c%c", 72, 105), "Hi") eq(f("%5c|", 65), "    A|") eq(f("%u", 5), "5")
---
local f = string.format
eq(f("%s %s %s", 1, 1.5, nil), "1 1.5 nil") eq(f("%s", true), "true") eq(f("%10s|%-10s|%.2s", "abc", "abc", "abc"), "       abc|abc       |ab") eq(f("%s", setmetatable({}, { __tostring = function() return "T" end })), "T")
eq(f("%q", 'a"b\\c\nd\0e\r'), '"a\\"b\\\\c\\\nd\\0e\\13"') eq(f("%q", "\0001"), '"\\0001"') eq(f("%q", 5), "5") eq(f("%q", 1.5), "0x1.8p+0") eq(f("%q", math.mininteger), "0x8000000000000000")
eq(f("%q", 1/0), "1e9999") eq(f("%q", -1/0), "-1e9999") eq(f("%q", 0/0), "(0/0)") eq(f("%q", nil), "nil") eq(f("%q", true), "true") eq(f("%q", "\200\x7f"), '"\200\\127"')
eq(f("%f %.2f %10.3f|%-10.1f|", 1.5, 1.255, 3.14159, 2.5), "1.500000 1.25      3.142|2.5       |") eq(f("%e", 12345.678), "1.234568e+04") eq(f("%E", 0.5), "5.000000E-01") eq(f("%g %g %g", 1e20, 0.1, 100), "1e+20 0.1 100")
eq(f("%.3g", 1234.5), "1.23e+03") eq(f("%G", 1e-10), "1E-10") eq(f("%a", 1), "0x1p+0") eq(f("%A", 0.5), "0X1P-1") eq(f("%.14g", 0.1), "0.1") eq(f("%.17g", 0.1), "0.10000000000000001") eq(f("%5.1f|", -0.05), " -0.1|")
eq(f("%%"), "%") eq(f("%5s|%5s", "é", 1), "   é|    1") eq(f(""), "") eq(f("%.0f", 0.5), "0") eq(f("%.0f", 1.5), "2") eq(f("%#.0f", 1), "1.") eq(f("%+.1e", 0), "+0.0e+00") eq(f("%g", 2^63), "9.22337e+18") eq(f("%d", "0x10"), "16")
eq(f("%f", 1/0), "inf") eq(f("%5.1f|", -1/0), " -inf|") eq(f("%.20s", "abc"), "abc") eq(f("%-5d|", 42), "42   |") eq(f("%.10d", 123), "0000000123") eq(f("%s", "a\0b"), "a\0b") eq(f("%i|%i", 1, 2), "1|2")
eq((f("%p", {}):match("^0x%x+$")) ~= nil, true) eq(f("%p", 1), "(null)") eq(f("%s", ("x"):rep(1000)), ("x"):rep(1000)) eq(f("%99d", 1), (" "):rep(98) .. "1") eq(f("%.99f", 1), "1." .. ("0"):rep(99))
---
fails("bad argument #2 to 'string.format' (number has no integer representation)", string.format, "%d", 1.5)
fails("bad argument #2 to 'string.format' (number has no integer representation)", string.format, "%d", "1.5")
fails("bad argument #2 to 'string.format' (number expected, got string)", string.format, "%d", "x")
fails("bad argument #2 to 'string.format' (no value)", string.format, "%d")
fails("bad argument #2 to 'string.format' (number expected, got table)", string.format, "%d", {})
fails("bad argument #2 to 'string.format' (no value)", string.format, "%s")
fails("bad argument #2 to 'string.format' (number expected, got string)", string.format, "%c", "x")
fails("bad argument #2 to 'string.format' (number expected, got string)", string.format, "%f", "x")
fails("bad argument #2 to 'string.format' (value has no literal form)", string.format, "%q", {})
fails("bad argument #2 to 'string.format' (value has no literal form)", string.format, "%q", print)
fails("specifier '%q' cannot have modifiers", string.format, "%5q", "x")
fails("invalid conversion '%y' to 'format'", string.format, "%y", 1)
fails("invalid conversion '%' to 'format'", string.format, "%", 1)
fails("invalid conversion specification: '%100d'", string.format, "%100d", 1)
fails("invalid conversion specification: '%.100f'", string.format, "%.100f", 1)
eq(string.format("%0005d", 1), "00001")
fails("invalid conversion specification: '% s'", string.format, "% s", 1)
fails("invalid conversion specification: '%#s'", string.format, "%#s", 1)
fails("invalid conversion specification: '%+x'", string.format, "%+x", 1)
fails("invalid conversion specification: '%#d'", string.format, "%#d", 1)
fails("invalid conversion '%l' to 'format'", string.format, "%ld", 1)
fails("invalid conversion specification: '%10.123f'", string.format, "%10.123f", 1)
fails("invalid conversion specification: '%-+ #0-d'", string.format, "%-+ #0-d", 1)
fails("'__tostring' must return a string", string.format, "%s", setmetatable({}, { __tostring = function() return {} end }))
fails("bad argument #2 to 'string.format' (string contains zeros)", string.format, "%10s", "a\0b")
fails("bad argument #1 to 'string.format' (string expected, got no value)", string.format)
fails("bad argument #1 to 'string.format' (string expected, got table)", string.format, {})
fails("bad argument #3 to 'string.format' (no value)", string.format, "%d %d", 1)
fails("specifier '%q' cannot have modifiers", string.format, "%.3q", 1)
fails("invalid conversion specification: '%.3c'", string.format, "%.3c", 1)
fails("invalid conversion specification: '%.3p'", string.format, "%.3p", 1)
---
-- pack and unpack
eq(string.pack("i1i2i4i8", 1, 2, 3, 4), "\1\2\0\3\0\0\0\4\0\0\0\0\0\0\0") eq(string.pack(">i2", 1), "\0\1") eq(string.pack("<i2", 1), "\1\0") eq(string.pack("=i2", 1), "\1\0")
list({ 1, 2, 4 }, string.unpack("<i1i2", "\1\2\0")) list({ -1, 2 }, string.unpack("b", "\xff")) list({ 255, 2 }, string.unpack("B", "\xff")) list({ "abc", 5 }, string.unpack("z", "abc\0")) list({ "ab", 4 }, string.unpack("s1", "\2ab"))
eq(string.pack("s2", "abc"), "\3\0abc") eq(string.pack("z", "abc"), "abc\0") eq(string.pack("c5", "abc"), "abc\0\0") eq(#string.pack("d", 1.5), 8) list({ 1.5, 9 }, string.unpack("d", string.pack("d", 1.5))) eq(string.pack("f", 0.5), "\0\0\0\x3f")
eq(string.packsize("i4i8"), 12) eq(string.packsize("!8i4i8"), 16) eq(string.packsize("!4i4i8"), 12) eq(string.packsize("bxh"), 4) eq(string.packsize("!bXi4i4"), 8) eq(string.packsize("<!2 i1 i4"), 6) eq(string.pack("!4 i1 i4", 1, 2), "\1\0\0\0\2\0\0\0")
eq(string.pack("i16", -1), ("\xff"):rep(16)) list({ -2, 17 }, string.unpack("i16", "\xfe" .. ("\xff"):rep(15))) list({ 3, 2, 3 }, string.unpack("bb", "\3\2")) list({ 2, 3 }, string.unpack("b", "\3\2", 2)) list({ 2, 3 }, string.unpack("b", "\3\2", -1))
eq(string.pack("j", 1), string.pack("i8", 1)) eq(string.pack("n", 1), string.pack("d", 1)) eq(string.pack("T", 1), string.pack("I8", 1)) eq(string.pack("h", -2), "\xfe\xff") eq(string.pack("H", 65535), "\xff\xff") eq(string.pack("l", 1), string.pack("i8", 1))
fails("bad argument #2 to 'string.pack' (integer overflow)", string.pack, "i1", 128)
fails("bad argument #2 to 'string.pack' (unsigned overflow)", string.pack, "I1", 256)
fails("bad argument #2 to 'string.pack' (unsigned overflow)", string.pack, "I1", -1)
fails("integral size (17) out of limits [1,16]", string.pack, "i17", 1)
fails("integral size (0) out of limits [1,16]", string.pack, "i0", 1)
fails("invalid format option 'y'", string.pack, "y", 1)
fails("bad argument #2 to 'string.pack' (number expected, got string)", string.pack, "i4", "x")
fails("bad argument #2 to 'string.pack' (number expected, got nil)", string.pack, "i4")
fails("bad argument #2 to 'string.pack' (string longer than given size)", string.pack, "c3", "abcd")
fails("missing size for format option 'c'", string.pack, "c", "a")
fails("bad argument #2 to 'string.pack' (string contains zeros)", string.pack, "z", "a\0b")
fails("bad argument #2 to 'string.pack' (string length does not fit in given size)", string.pack, "s1", ("x"):rep(300))
fails("bad argument #1 to 'string.pack' (format asks for alignment not power of 2)", string.pack, "!3 i4", 1)
fails("integral size (17) out of limits [1,16]", string.pack, "!17", 1)
fails("bad argument #1 to 'string.pack' (invalid next option for option 'X')", string.pack, "X", 1)
fails("bad argument #1 to 'string.pack' (invalid next option for option 'X')", string.pack, "Xz", 1)
fails("bad argument #2 to 'string.pack' (number has no integer representation)", string.pack, "i4", 1.5)
fails("bad argument #2 to 'string.unpack' (data string too short)", string.unpack, "i4", "abc")
fails("bad argument #2 to 'string.unpack' (unfinished string for format 'z')", string.unpack, "z", "abc")
fails("bad argument #2 to 'string.unpack' (data string too short)", string.unpack, "s1", "\5ab")
fails("16-byte integer does not fit into Lua Integer", string.unpack, "i16", ("\xff"):rep(8) .. ("\1"):rep(8))
fails("bad argument #3 to 'string.unpack' (initial position out of string)", string.unpack, "b", "a", 3)
fails("bad argument #2 to 'string.unpack' (data string too short)", string.unpack, "c5", "abc")
fails("bad argument #1 to 'string.packsize' (variable-length format)", string.packsize, "s")
fails("bad argument #1 to 'string.packsize' (variable-length format)", string.packsize, "z")
fails("invalid format option '7'", string.packsize, "c2147483647c2147483647")
---
-- utf8
eq(utf8.char(72, 228, 8364, 0x10FFFF), "Hä€\u{10FFFF}") eq(utf8.char(), "") eq(utf8.charpattern, "[\0-\x7F\xC2-\xFD][\x80-\xBF]*") eq(utf8.len("häß€"), 4) eq(utf8.len(""), 0)
list({ nil, 2, n = 2 }, utf8.len("a\xff")) list({ 228 }, utf8.codepoint("ä")) list({ 104, 228 }, utf8.codepoint("hä", 1, -1)) eq(utf8.offset("aä€b", 3), 4) eq(utf8.offset("aä€b", -1), 7) eq(utf8.offset("aä", 5), nil) eq(utf8.offset("abc", 0, 2), 2)
local t = {}
for p, c in utf8.codes("aä€") do t[#t + 1] = p .. ":" .. c end
eq(table.concat(t, " "), "1:97 2:228 4:8364") eq(utf8.len("\u{7FFFFFFF}"), nil) eq(utf8.len("\u{7FFFFFFF}", 1, -1, true), 1) eq(utf8.len("\xed\xa0\x80"), nil) eq(utf8.len("abc", 4), 0) eq(utf8.len("abc", 2, 2), 1)
fails("bad argument #1 to 'utf8.char' (value out of range)", utf8.char, -1)
fails("bad argument #1 to 'utf8.char' (value out of range)", utf8.char, 1 << 31)
fails("bad argument #1 to 'utf8.char' (number expected, got string)", utf8.char, "x")
fails("invalid UTF-8 code", utf8.codepoint, "\xff")
fails("bad argument #3 to 'utf8.codepoint' (out of bounds)", utf8.codepoint, "abc", 4)
fails("bad argument #3 to 'utf8.codepoint' (out of bounds)", utf8.codepoint, "abc", 1, 5)
fails("bad argument #2 to 'utf8.len' (initial position out of bounds)", utf8.len, "abc", 6)
fails("bad argument #3 to 'utf8.len' (final position out of bounds)", utf8.len, "abc", 1, 4)
fails("initial position is a continuation byte", utf8.offset, "ä", 1, 2)
fails("bad argument #3 to 'utf8.offset' (position out of bounds)", utf8.offset, "abc", 1, 5)
fails("bad argument #1 to 'utf8.len' (string expected, got no value)", utf8.len)
fails("invalid UTF-8 code", function() for _ in utf8.codes("a\xffb") do end end)
fails("bad argument #1 to 'utf8.codes' (string expected, got no value)", utf8.codes)
---
-- A zero ends what C takes for a string.
eq(string.pack("b\0q", 1), "\1") eq(string.packsize("i4\0z"), 4) eq(string.unpack("b\0q", "\5"), 5)
eq(select(2, load("x", "=x", "b\0c")), "attempt to load a text chunk (mode is 'b')")
local ok, e = pcall(next, {}, "no")
eq(e, "invalid key to 'next'")
local ok, e = pcall(function() next({}, "no") end)
eq(e, "invalid key to 'next'")
