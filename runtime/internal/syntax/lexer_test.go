package syntax

// This file defines the tests of the lexer.

import (
	"errors"
	"math"
	"strings"
	"testing"
)

// lexAll returns the tokens of a text, each as messages show it.
func lexAll(src string) ([]string, error) {
	l := lexer{src: src, line: 1, names: newSymbols(), meter: NewMeter(nil)}
	var out []string
	var t token
	for l.next(&t); t.kind != tkEOF; l.next(&t) {
		out = append(out, l.near(&t))
	}
	return out, l.err
}

func TestTokens(t *testing.T) {
	tests := []struct{ src, want string }{
		{"", ""},
		{"and break do else elseif end", "'and' 'break' 'do' 'else' 'elseif' 'end'"},
		{"And _end end_ e1", "'And' '_end' 'end_' 'e1'"},
		{"+-*/%^#&~|<> =(){}[];:,.", "'+' '-' '*' '/' '%' '^' '#' '&' '~' '|' '<' '>' '=' '(' ')' '{' '}' '[' ']' ';' ':' ',' '.'"},
		{"== ~= <= >= << >> // .. ... ::", "'==' '~=' '<=' '>=' '<<' '>>' '//' '..' '...' '::'"},
		{"<<= >>> === ~~= ..... :::", "'<<' '=' '>>' '>' '==' '=' '~' '~=' '...' '..' '::' ':'"},
		{"a--b\nc", "'a' 'c'"},
		{"a--[[b\n]]c--[==[]]\n]==]d", "'a' 'c' 'd'"},
		{"a--[=b]]\nc", "'a' 'c'"},
		{"1 0x1F 1.5e3 .5 0x.8p1", "'1' '0x1F' '1.5e3' '.5' '0x.8p1'"},
		{"a.b a .. b a..b", "'a' '.' 'b' 'a' '..' 'b' 'a' '..' 'b'"},
		{`"a" 'b' [[c]] [=[d]]]=]`, `'"a"' ''b'' '[[c]]' '[=[d]]]=]'`},
		{"\x01 \x7f \xff", `'<\1>' '<\127>' '<\255>'`},
		{"a\r\nb\n\rc\rd", "'a' 'b' 'c' 'd'"},
	}
	for _, c := range tests {
		got, err := lexAll(c.src)
		if err != nil || strings.Join(got, " ") != c.want {
			t.Errorf("%q: %v %v, want %s", c.src, got, err, c.want)
		}
	}
}

func TestLines(t *testing.T) {
	l := lexer{src: "a\nb\r\nc\n\rd\r\re [[\n\r\n]] f '\\\n' --[[\n\n]] g 'x\\z\n\n' h", line: 1, names: newSymbols(), meter: NewMeter(nil)}
	want := map[string]int32{"a": 1, "b": 2, "c": 3, "d": 4, "e": 6, "f": 8, "g": 11, "h": 13}
	var tok token
	for l.next(&tok); tok.kind != tkEOF; l.next(&tok) {
		if tok.kind == tkName {
			if name := l.names.Name(tok.sym); want[name] != l.line {
				t.Errorf("%s is on line %d, want %d", name, l.line, want[name])
			}
		}
	}
	if l.err != nil {
		t.Error(l.err)
	}
}

func TestStrings(t *testing.T) {
	tests := []struct{ src, want string }{
		{`"a\a\b\f\n\r\t\v\\\"\'b"`, "a\a\b\f\n\r\t\v\\\"'b"},
		{`"\x41\x7a\xfF"`, "Az\xff"},
		{`"\65\065\0651\0"`, "AAA1\x00"},
		{`"\255\2550"`, "\xff\xff0"},
		{"\"a\\\nb\\\r\nc\"", "a\nb\nc"},
		{"\"a\\z \t\r\n  b\"", "ab"},
		{`"a\z"`, "a"},
		{`"\u{0}\u{41}\u{7f}"`, "\x00A\x7f"},
		{`"\u{80}\u{7ff}"`, "\xc2\x80\xdf\xbf"},
		{`"\u{800}\u{D800}\u{ffff}"`, "\xe0\xa0\x80\xed\xa0\x80\xef\xbf\xbf"},
		{`"\u{10000}\u{1FFFFF}"`, "\xf0\x90\x80\x80\xf7\xbf\xbf\xbf"},
		{`"\u{200000}\u{3FFFFFF}"`, "\xf8\x88\x80\x80\x80\xfb\xbf\xbf\xbf\xbf"},
		{`"\u{4000000}\u{7FFFFFFF}"`, "\xfc\x84\x80\x80\x80\x80\xfd\xbf\xbf\xbf\xbf\xbf"},
		{`"\u{00000000000041}"`, "A"},
		{"[[]]", ""},
		{"[[\n]]", ""},
		{"[[\r\n\na]]", "\na"},
		{"[[a\rb\r\nc\n\rd]]", "a\nb\nc\nd"},
		{"[=[]]]==]=]", "]]]=="},
		{"[==[\\n]==]", "\\n"},
		{"'\xff\x00'", "\xff\x00"},
		{"'" + strings.Repeat("x", window+5) + `\65'`, strings.Repeat("x", window+5) + "A"},
		{"[[" + strings.Repeat("x\r", window) + "]]", strings.Repeat("x\n", window)},
		{"[[" + strings.Repeat("x", 3*window) + "]]", strings.Repeat("x", 3*window)},
	}
	for _, c := range tests {
		l := lexer{src: c.src, line: 1, names: newSymbols(), meter: NewMeter(nil)}
		var tok token
		l.next(&tok)
		if l.err != nil || tok.kind != tkString || tok.s != c.want {
			t.Errorf("%.60q: %.60q %v, want %.60q", c.src, tok.s, l.err, c.want)
		}
	}
}

func TestNumerals(t *testing.T) {
	ints := map[string]int64{
		"0": 0, "00012": 12, "9223372036854775807": math.MaxInt64,
		"0x10": 16, "0XfF": 255, "0x7fffffffffffffff": math.MaxInt64,
		"0xffffffffffffffff": -1, "0x1ffffffffffffffff": -1,
		"0x" + strings.Repeat("0", 100) + "1": 1,
	}
	for s, want := range ints {
		if i, _, isInt, ok := Numeral(s); !ok || !isInt || i != want {
			t.Errorf("%s: %d %t %t", s, i, isInt, ok)
		}
	}
	floats := map[string]float64{
		"9223372036854775808": 0x1p63, "1.": 1, ".5": .5, "1e2": 100, "1E+2": 100, "1e-2": .01,
		"0x1p4": 16, "0x.8": .5, "0x8.": 8, "0xA.8P-1": 5.25, "0x1.8p+1": 3,
		"1e400": math.Inf(1), "1e-400": 0, "4.9e-324": 5e-324, "1" + strings.Repeat("0", 400): math.Inf(1),
		"0x1p-1074": 5e-324, "0x1p1024": math.Inf(1),
		"0." + strings.Repeat("0", 400) + "1e401": 1,
	}
	for s, want := range floats {
		if _, f, isInt, ok := Numeral(s); !ok || isInt || f != want {
			t.Errorf("%s: %g %t %t", s, f, isInt, ok)
		}
	}
	for _, s := range []string{"", ".", "0x", "0x.", "1e", "1e+", "0x1p", "0x1p+", "1..2", "1_0", "0x1_0", "inf", "nan", "0b1", "1 ", "1e1.", "0x1pa", "1p1"} {
		if _, _, _, ok := Numeral(s); ok {
			t.Errorf("%q is taken for a numeral", s)
		}
	}
}

func TestMeter(t *testing.T) {
	stop := errors.New("stop")
	var seen []int
	m := NewMeter(func(n int) error {
		seen = append(seen, n)
		return stop
	})
	if !m.Add(Quantum-1) || m.Err() != nil {
		t.Error("asked too early")
	}
	if m.Add(1) || m.Err() != stop || m.Add(Quantum) {
		t.Error("went on")
	}
	if len(seen) != 1 || seen[0] != Quantum {
		t.Errorf("asked %v", seen)
	}
}

func FuzzLex(f *testing.F) {
	for _, s := range []string{"a = 'x\\u{41}' --[[\n]] 0x1p4", "[==[ ]=] ]==]", "\"\\z \n\"", "x<<=>>~=//...", "'\\x", "[=", "--[["} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		l := lexer{src: src, line: 1, names: newSymbols(), meter: NewMeter(nil)}
		end := int32(0)
		var tok token
		for l.next(&tok); tok.kind != tkEOF; l.next(&tok) {
			if tok.start < end || tok.end <= tok.start || int(tok.end) > len(src) {
				t.Fatalf("token at [%d, %d) after %d", tok.start, tok.end, end)
			}
			end = tok.end
			_ = l.near(&tok)
		}
		if l.err == nil && l.pos != len(src) {
			t.Errorf("stopped at %d of %d", l.pos, len(src))
		}
	})
}
