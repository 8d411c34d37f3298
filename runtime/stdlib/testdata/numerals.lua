-- long numerals: compare with lua5.4
local function p(s, b) print(#s, tonumber(s), b and tonumber(s, b), math.tointeger(tonumber(s) or 0)) end
for _, n in ipairs{600, 799, 805, 1000, 4097, 5000, 100000} do
  p(("1"):rep(n)) p(("0"):rep(n).."123") p("0."..("0"):rep(n).."123e"..n) p(("1"):rep(n).."e-"..n) p((" "):rep(n).."42"..(" "):rep(n))
  p("0x"..("f"):rep(n)) p("0x"..("0"):rep(n).."1f") p("0x"..("a"):rep(n).."p-"..4*n) p("0x."..("a"):rep(n).."p4") p("-0x"..("123456789abcdef"):rep(n))
  p(("9"):rep(n).."x") p(("9"):rep(n)..".") p("."..("9"):rep(n)) p(("z"):rep(n), 36) p((" "):rep(n).."-ff", 16) p("1"..(" "):rep(n).."1", 10)
  p("1e"..("0"):rep(n).."5") p("1e-"..("0"):rep(n).."5") p("1e"..("9"):rep(n)) p("9007199254740993"..("0"):rep(n).."1e-"..n+1) p("9007199254740993."..("0"):rep(n)) p("9007199254740993."..("0"):rep(n).."1")
  p(("1"):rep(n).."."..("1"):rep(n).."e-"..n) p("0x"..("0"):rep(n)) p(("0"):rep(n)) p("-"..("0"):rep(n)..".") p("0x"..("1"):rep(n).."."..("1"):rep(n).."p-"..(4*n)) p("0x1."..("0"):rep(n).."1")
  p("1e+"..(" "):rep(n)) p("+-1"..(" "):rep(n)) p("1.1."..("1"):rep(n)) p(("0"):rep(n).."x1") p("nan"..(" "):rep(n)) p("1e5"..(" "):rep(n).."x") p("12345678901234567890"..(" "):rep(n)) p("9223372036854775807"..(" "):rep(n)) p("-9223372036854775808"..(" "):rep(n)) p("0x7fffffffffffffff"..(" "):rep(n))
end
