package compile

// This file defines the tests of what does not compile, with the exact text of
// Lua 5.4.8.

import (
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/lusterlua/luster/runtime/internal/syntax"
)

func TestErrors(t *testing.T) {
	for _, c := range wrong {
		_, err := Compile("=input", c.src, Options{})
		if err == nil {
			t.Errorf("%q compiles, want %q", c.src, c.want)
		} else if err.Error() != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.src, err, c.want)
		}
	}
}

// TestErrorsOfLua runs the same texts through an installed Lua.
func TestErrorsOfLua(t *testing.T) {
	lua, err := exec.LookPath("lua5.4")
	if err != nil {
		t.Skip("lua5.4 is not installed")
	}
	const driver = `local src = io.read("a"); local f, e = load(src, "=input"); io.write(f and "compiles" or e)`
	for _, c := range wrong {
		cmd := exec.Command(lua, "-e", driver)
		cmd.Stdin = strings.NewReader(c.src)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		if string(out) != c.want {
			t.Errorf("%q\nlua5.4 %s\n  want %s", c.src, out, c.want)
		}
	}
}

func TestErrorPosition(t *testing.T) {
	tests := []struct {
		src       string
		line, col int
		near      string
	}{
		{"x = }", 1, 5, "'}'"},
		{"x =\n  y 5", 2, 5, "'5'"},
		{"x = 'abc", 1, 5, "<eof>"},
		{"x = [[\n\n]] 5", 3, 4, "'5'"},
		{"x = 5 [[\n]]", 2, 1, "'[[]]'"},
		{"local a <const> = 1\n\n  a = 2", 3, 5, ""},
		{"goto x", 1, 7, ""},
		{"", 0, 0, ""},
	}
	for _, c := range tests {
		_, err := Compile("=x", c.src, Options{})
		if c.line == 0 {
			if err != nil {
				t.Errorf("%q: %v", c.src, err)
			}
			continue
		}
		var e *syntax.Error
		if !errors.As(err, &e) {
			t.Errorf("%q: %v", c.src, err)
		} else if e.Line != c.line || e.Col != c.col || e.Near != c.near {
			t.Errorf("%q: %d:%d near %q, want %d:%d near %q", c.src, e.Line, e.Col, e.Near, c.line, c.col, c.near)
		}
	}
}

// TestErrorOrder is about texts with several mistakes: Lua reports the one that
// it comes to first, be it of syntax or of scope.
func TestErrorOrder(t *testing.T) {
	tests := []struct{ src, want string }{
		{"local x <const> = 1; x = 2; y = }", "x:1: attempt to assign to const variable 'x'"},
		{"y = }; local x <const> = 1; x = 2", "x:1: unexpected symbol near '}'"},
		{"f(function() break end, })", "x:1: break outside loop at line 1"},
		{"a.b, f(function() goto l end) = 1", "x:1: no visible label 'l' for <goto> at line 1"},
		{"f(function() goto l end, 1 2)", "x:1: no visible label 'l' for <goto> at line 1"},
		{"{function() goto l end}", "x:1: unexpected symbol near '{'"},
		{"x = {function() goto l end, 1 2}", "x:1: no visible label 'l' for <goto> at line 1"},
		{"if function() goto l end ten", "x:1: no visible label 'l' for <goto> at line 1"},
		{"for i = function() goto l end do", "x:1: no visible label 'l' for <goto> at line 1"},
		{"x[function() goto l end", "x:1: no visible label 'l' for <goto> at line 1"},
		{"local x <const> = 1; x = 'abc", "x:1: attempt to assign to const variable 'x'"},
		{"local x <const> = 1; x, y", "x:1: attempt to assign to const variable 'x'"},
		{"do local x <const> = 1; x = 2", "x:1: attempt to assign to const variable 'x'"},
		{"while x do while y do local x <const> = 1; x = 2 end $", "x:1: attempt to assign to const variable 'x'"},
		{"function f() ::a:: ::a:: $", "x:1: label 'a' already defined on line 1"},
	}
	for _, c := range tests {
		_, err := Compile("=x", c.src, Options{})
		if err == nil || err.Error() != c.want {
			t.Errorf("%q\n got %v\nwant %s", c.src, err, c.want)
		}
	}
}

// wrong holds texts that do not compile.
var wrong = []struct{ src, want string }{
	{"x", "input:1: syntax error near <eof>"},
	{"x =", "input:1: unexpected symbol near <eof>"},
	{"= 1", "input:1: unexpected symbol near '='"},
	{"x y", "input:1: syntax error near 'y'"},
	{"x, y", "input:1: '=' expected near <eof>"},
	{"x, y = ", "input:1: unexpected symbol near <eof>"},
	{"f() = 1", "input:1: syntax error near '='"},
	{"(a) = 1", "input:1: syntax error near '='"},
	{"(a.b) = 1", "input:1: syntax error near '='"},
	{"(f())", "input:1: syntax error near <eof>"},
	{"f", "input:1: syntax error near <eof>"},
	{"1", "input:1: unexpected symbol near '1'"},
	{`"s"`, `input:1: unexpected symbol near '"s"'`},
	{"nil = 1", "input:1: unexpected symbol near 'nil'"},
	{"a.b", "input:1: syntax error near <eof>"},
	{"a.", "input:1: <name> expected near <eof>"},
	{"a:b", "input:1: function arguments expected near <eof>"},
	{"a:b.c()", "input:1: function arguments expected near '.'"},
	{"a.1 = 2", "input:1: syntax error near '.1'"},
	{"a[1", "input:1: ']' expected near <eof>"},
	{"a[] = 1", "input:1: unexpected symbol near ']'"},
	{"f(", "input:1: unexpected symbol near <eof>"},
	{"f(1", "input:1: ')' expected near <eof>"},
	{"f(1,)", "input:1: unexpected symbol near ')'"},
	{"f(\n1\n", "input:3: ')' expected (to close '(' at line 1) near <eof>"},
	{"f{1", "input:1: '}' expected near <eof>"},
	{"f{1,,2}", "input:1: unexpected symbol near ','"},
	{"x = {", "input:1: unexpected symbol near <eof>"},
	{"x = {\n1\n", "input:3: '}' expected (to close '{' at line 1) near <eof>"},
	{"x = {a=}", "input:1: unexpected symbol near '}'"},
	{"x = {[1]}", "input:1: '=' expected near '}'"},
	{"x = {[1]=}", "input:1: unexpected symbol near '}'"},
	{"x = {1 2}", "input:1: '}' expected near '2'"},
	{"x = (1", "input:1: ')' expected near <eof>"},
	{"x = (\n1", "input:2: ')' expected (to close '(' at line 1) near <eof>"},
	{"x = ()", "input:1: unexpected symbol near ')'"},
	{"x = 1 +", "input:1: unexpected symbol near <eof>"},
	{"x = + 1", "input:1: unexpected symbol near '+'"},
	{"x = not", "input:1: unexpected symbol near <eof>"},
	{"x = #", "input:1: unexpected symbol near <eof>"},
	{"x = a b", "input:1: syntax error near <eof>"},
	{"x = a..", "input:1: unexpected symbol near <eof>"},
	{"x = }", "input:1: unexpected symbol near '}'"},
	{"x = )", "input:1: unexpected symbol near ')'"},
	{"x = ]", "input:1: unexpected symbol near ']'"},
	{"x = $", "input:1: unexpected symbol near '$'"},
	{"x = @", "input:1: unexpected symbol near '@'"},
	{"x = \x01", `input:1: unexpected symbol near '<\1>'`},
	{"x = \xc3\xa4", `input:1: unexpected symbol near '<\195>'`},
	{"x = `", "input:1: unexpected symbol near '`'"},
	{"x = !", "input:1: unexpected symbol near '!'"},
	{"x ~ 1", "input:1: syntax error near '~'"},
	{"x != 1", "input:1: syntax error near '!'"},
	{"x == 1", "input:1: syntax error near '=='"},
	{"x += 1", "input:1: syntax error near '+'"},
	{"local", "input:1: <name> expected near <eof>"},
	{"local 1", "input:1: <name> expected near '1'"},
	{"local x y", "input:1: syntax error near <eof>"},
	{"local x =", "input:1: unexpected symbol near <eof>"},
	{"local x <", "input:1: <name> expected near <eof>"},
	{"local x <foo> = 1", "input:1: unknown attribute 'foo'"},
	{"local x <const", "input:1: '>' expected near <eof>"},
	{"local x <const>, y <foo> = 1", "input:1: unknown attribute 'foo'"},
	{"local x <close>, y <close> = 1, 2", "input:1: multiple to-be-closed variables in local list"},
	{"local function", "input:1: <name> expected near <eof>"},
	{"local function 1", "input:1: <name> expected near '1'"},
	{"local function f", "input:1: '(' expected near <eof>"},
	{"local function f(", "input:1: <name> or '...' expected near <eof>"},
	{"local function f(a", "input:1: ')' expected near <eof>"},
	{"local function f(a,)", "input:1: <name> or '...' expected near ')'"},
	{"local function f(a, ..., b)", "input:1: ')' expected near ','"},
	{"local function f(1)", "input:1: <name> or '...' expected near '1'"},
	{"local function f()", "input:1: 'end' expected near <eof>"},
	{"local function f()\n\n", "input:3: 'end' expected (to close 'function' at line 1) near <eof>"},
	{"function", "input:1: <name> expected near <eof>"},
	{"function f", "input:1: '(' expected near <eof>"},
	{"function f.", "input:1: <name> expected near <eof>"},
	{"function f.a.1()", "input:1: '(' expected near '.1'"},
	{"function f:g.h() end", "input:1: '(' expected near '.'"},
	{"function (x) end", "input:1: <name> expected near '('"},
	{"function f() end end", "input:1: <eof> expected near 'end'"},
	{"local x <const> = 1; x = 2", "input:1: attempt to assign to const variable 'x'"},
	{"local x <close> = nil; x = 2", "input:1: attempt to assign to const variable 'x'"},
	{"local x <const> = 1; function x() end", "input:1: attempt to assign to const variable 'x'"},
	{"local x <const> = {}; x.y = 1; x, z = 1", "input:1: attempt to assign to const variable 'x'"},
	{"local x <const> = 1; local function f() x = 2 end", "input:1: attempt to assign to const variable 'x'"},
	{"local x <const> = 1; z, x = 1", "input:1: attempt to assign to const variable 'x'"},
	{"local x <const> = f(); local function g() return function() x = 1 end end", "input:1: attempt to assign to const variable 'x'"},
	{"return return", "input:1: unexpected symbol near 'return'"},
	{"return 1 x", "input:1: <eof> expected near 'x'"},
	{"return 1,", "input:1: unexpected symbol near <eof>"},
	{"return;;", "input:1: <eof> expected near ';'"},
	{"if", "input:1: unexpected symbol near <eof>"},
	{"if x", "input:1: 'then' expected near <eof>"},
	{"if x then", "input:1: 'end' expected near <eof>"},
	{"if x then\n\n", "input:3: 'end' expected (to close 'if' at line 1) near <eof>"},
	{"if x then else", "input:1: 'end' expected near <eof>"},
	{"if x then else else end", "input:1: 'end' expected near 'else'"},
	{"if x then elseif", "input:1: unexpected symbol near <eof>"},
	{"if x then elseif y end", "input:1: 'then' expected near 'end'"},
	{"if x the", "input:1: 'then' expected near 'the'"},
	{"while", "input:1: unexpected symbol near <eof>"},
	{"while x", "input:1: 'do' expected near <eof>"},
	{"while x do", "input:1: 'end' expected near <eof>"},
	{"while x do\n\n", "input:3: 'end' expected (to close 'while' at line 1) near <eof>"},
	{"while true x", "input:1: 'do' expected near 'x'"},
	{"repeat", "input:1: 'until' expected near <eof>"},
	{"repeat x() until", "input:1: unexpected symbol near <eof>"},
	{"repeat\n\nend", "input:3: 'until' expected (to close 'repeat' at line 1) near 'end'"},
	{"for", "input:1: <name> expected near <eof>"},
	{"for 1", "input:1: <name> expected near '1'"},
	{"for x", "input:1: '=' or 'in' expected near <eof>"},
	{"for x y", "input:1: '=' or 'in' expected near 'y'"},
	{"for x =", "input:1: unexpected symbol near <eof>"},
	{"for x = 1", "input:1: ',' expected near <eof>"},
	{"for x = 1,", "input:1: unexpected symbol near <eof>"},
	{"for x = 1, 2", "input:1: 'do' expected near <eof>"},
	{"for x = 1, 2, 3, 4 do end", "input:1: 'do' expected near ','"},
	{"for x = 1, 2 do", "input:1: 'end' expected near <eof>"},
	{"for x = 1, 2 do\n\n", "input:3: 'end' expected (to close 'for' at line 1) near <eof>"},
	{"for x, ", "input:1: <name> expected near <eof>"},
	{"for x, y", "input:1: 'in' expected near <eof>"},
	{"for x in", "input:1: unexpected symbol near <eof>"},
	{"for x in f", "input:1: 'do' expected near <eof>"},
	{"for x in f do", "input:1: 'end' expected near <eof>"},
	{"for x.y in f do end", "input:1: '=' or 'in' expected near '.'"},
	{"do", "input:1: 'end' expected near <eof>"},
	{"do\n\n", "input:3: 'end' expected (to close 'do' at line 1) near <eof>"},
	{"end", "input:1: <eof> expected near 'end'"},
	{"else", "input:1: <eof> expected near 'else'"},
	{"until x", "input:1: <eof> expected near 'until'"},
	{"do end end", "input:1: <eof> expected near 'end'"},
	{"break", "input:1: break outside loop at line 1"},
	{"do break end", "input:1: break outside loop at line 1"},
	{"function f() break end", "input:1: break outside loop at line 1"},
	{"while x do function f() break end end", "input:1: break outside loop at line 1"},
	{"goto", "input:1: <name> expected near <eof>"},
	{"goto 1", "input:1: <name> expected near '1'"},
	{"goto x", "input:1: no visible label 'x' for <goto> at line 1"},
	{"do goto x end ::x:: local a = function() goto x end", "input:1: no visible label 'x' for <goto> at line 1"},
	{"do ::x:: end goto x", "input:1: no visible label 'x' for <goto> at line 1"},
	{"goto x; local a; ::x:: print(a)", "input:1: <goto x> at line 1 jumps into the scope of local 'a'"},
	{"goto x; do ::x:: end", "input:1: no visible label 'x' for <goto> at line 1"},
	{"do goto x; local a, b; ::x:: a() end", "input:1: <goto x> at line 1 jumps into the scope of local 'a'"},
	{"::x:: ::x::", "input:1: label 'x' already defined on line 1"},
	{"::x::\n::x::", "input:2: label 'x' already defined on line 2"},
	{"::x:: do ::x:: end", "input:1: label 'x' already defined on line 1"},
	{"::x", "input:1: '::' expected near <eof>"},
	{"::1::", "input:1: <name> expected near '1'"},
	{":: x :", "input:1: '::' expected near ':'"},
	{"repeat goto c; local a; ::c:: until a", "input:1: <goto c> at line 1 jumps into the scope of local 'a'"},
	{"x = ...; function f() return ... end", "input:1: cannot use '...' outside a vararg function near '...'"},
	{"function f(a) return {...} end", "input:1: cannot use '...' outside a vararg function near '...'"},
	{"x = 3x", "input:1: malformed number near '3x'"},
	{"x = 0x", "input:1: malformed number near '0x'"},
	{"x = 0xg", "input:1: malformed number near '0xg'"},
	{"x = 1e", "input:1: malformed number near '1e'"},
	{"x = 1e+", "input:1: malformed number near '1e+'"},
	{"x = 0x1p", "input:1: malformed number near '0x1p'"},
	{"x = 1..2", "input:1: malformed number near '1..2'"},
	{"x = 1.2.3", "input:1: malformed number near '1.2.3'"},
	{"x = 08x", "input:1: malformed number near '08x'"},
	{"x = 0x1.p", "input:1: malformed number near '0x1.p'"},
	{"x = 3_000", "input:1: malformed number near '3_'"},
	{`x = "abc`, "input:1: unfinished string near <eof>"},
	{"x = 'abc\n'", "input:1: unfinished string near ''abc'"},
	{`x = "abc\q"`, `input:1: invalid escape sequence near '"abc\q'`},
	{`x = "abc\xg0"`, `input:1: hexadecimal digit expected near '"abc\xg'`},
	{`x = "abc\x0`, `input:1: hexadecimal digit expected near '"abc\x0'`},
	{`x = "abc\300"`, `input:1: decimal escape too large near '"abc\300"'`},
	{`x = "abc\256d"`, `input:1: decimal escape too large near '"abc\256d'`},
	{`x = "\u"`, `input:1: missing '{' near '"\u"'`},
	{`x = "\u{"`, `input:1: hexadecimal digit expected near '"\u{"'`},
	{`x = "\u{}"`, `input:1: hexadecimal digit expected near '"\u{}'`},
	{`x = "\u{110000000}"`, `input:1: UTF-8 value too large near '"\u{110000000'`},
	{`x = "\u{80000000}"`, `input:1: UTF-8 value too large near '"\u{80000000'`},
	{`x = "\u{12"`, `input:1: missing '}' near '"\u{12"'`},
	{`x = "\u{zz}"`, `input:1: hexadecimal digit expected near '"\u{z'`},
	{"x = \"abc\\\n", "input:2: unfinished string near <eof>"},
	{"x = [[abc", "input:1: unfinished long string (starting at line 1) near <eof>"},
	{"x = [==[abc]]", "input:1: unfinished long string (starting at line 1) near <eof>"},
	{"x = [=abc", "input:1: invalid long string delimiter near '[='"},
	{"x = [=", "input:1: invalid long string delimiter near '[='"},
	{"--[[ abc", "input:1: unfinished long comment (starting at line 1) near <eof>"},
	{"--[==[ abc\n\n]]", "input:3: unfinished long comment (starting at line 1) near <eof>"},
	{`x = "a\nb`, "input:1: unfinished string near <eof>"},
	{`x = "a\65\z   b" y`, "input:1: syntax error near <eof>"},
	{`x = 'a\0b' y`, "input:1: syntax error near <eof>"},
	{"x = [[a\nb]] y", "input:2: syntax error near <eof>"},
	{"x = [==[a]]b]==] y", "input:1: syntax error near <eof>"},
	{"x = 12.5 y", "input:1: syntax error near <eof>"},
	{"x = 0x1F y", "input:1: syntax error near <eof>"},
	{"x = a.b.c d", "input:1: syntax error near <eof>"},
	{"x <<= 1", "input:1: syntax error near '<<'"},
	{"x = a // / b", "input:1: unexpected symbol near '/'"},
	{"x = a ~= = b", "input:1: unexpected symbol near '='"},
	{"x = ::", "input:1: unexpected symbol near '::'"},
	{"x : y", "input:1: function arguments expected near <eof>"},
	{"x = function", "input:1: '(' expected near <eof>"},
	{"x = function(", "input:1: <name> or '...' expected near <eof>"},
	{"x = function() ", "input:1: 'end' expected near <eof>"},
	{"x = function f() end", "input:1: '(' expected near 'f'"},
	{"x = {function() end", "input:1: '}' expected near <eof>"},
	{"x = a and", "input:1: unexpected symbol near <eof>"},
	{"x = a or or b", "input:1: unexpected symbol near 'or'"},
	{"x = not not", "input:1: unexpected symbol near <eof>"},
	{"x = - - ", "input:1: unexpected symbol near <eof>"},
	{`x = f"a" "b" c`, "input:1: syntax error near <eof>"},
	{"x = f{} {} c", "input:1: syntax error near <eof>"},
	{"x = f(1)(2)[3] c", "input:1: syntax error near <eof>"},
	{"local a <const> = 1 local b <const> = a b = 2", "input:1: attempt to assign to const variable 'b'"},
	{"local _ENV <const> = 1; _ENV = 2", "input:1: attempt to assign to const variable '_ENV'"},
	{"local t = {} t.x:y = 1", "input:1: function arguments expected near '='"},
	{"and", "input:1: unexpected symbol near 'and'"},
	{"x = 1 and = 2", "input:1: unexpected symbol near '='"},
	{"return ... ...", "input:1: <eof> expected near '...'"},
	{"goto continue", "input:1: no visible label 'continue' for <goto> at line 1"},
	{"goto break", "input:1: <name> expected near 'break'"},
	{"local break", "input:1: <name> expected near 'break'"},
	{"local x <const> 5", "input:1: unexpected symbol near '5'"},
	{"local x < const >= 5", "input:1: '>' expected near '>='"},
	{"x.y.z:w{1}:", "input:1: <name> expected near <eof>"},
	{"x = {a.b = 1}", "input:1: '}' expected near '='"},
	{`x = {["a"] 1}`, "input:1: '=' expected near '1'"},
	{"x = {a = 1 b = 2}", "input:1: '}' expected near 'b'"},
	{"f(a b)", "input:1: ')' expected near 'b'"},
	{"f(a; b)", "input:1: ')' expected near ';'"},
	{"f(a, b", "input:1: ')' expected near <eof>"},
	{"f(\na,\nb\n", "input:4: ')' expected (to close '(' at line 1) near <eof>"},
	{"f 1", "input:1: syntax error near '1'"},
	{"f nil", "input:1: syntax error near 'nil'"},
	{"a = b c = d e", "input:1: syntax error near <eof>"},
	{"\n\n\nx y", "input:4: syntax error near 'y'"},
	{"x = 1 --[[ c ]] y", "input:1: syntax error near <eof>"},
	{"x = 1 -- c\ny", "input:2: syntax error near <eof>"},
}
