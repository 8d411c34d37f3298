package syntax

// This file defines the tests of the parser: the shape of trees, and the lines
// and offsets that nodes carry. What does not parse is tested by the compiler,
// in the order of all errors.

import (
	"fmt"
	"strings"
	"testing"
)

// show writes an expression with all its parentheses.
func show(p *Parser, x Expr) string {
	list := func(xs []Expr) string {
		var s []string
		for _, x := range xs {
			s = append(s, show(p, x))
		}
		return strings.Join(s, ", ")
	}
	switch x := x.(type) {
	case nil:
		return "?"
	case *Nil:
		return "nil"
	case *True:
		return "true"
	case *False:
		return "false"
	case *Vararg:
		return "..."
	case *Int:
		return fmt.Sprint(x.Val)
	case *Float:
		return fmt.Sprint(x.Val)
	case *String:
		return fmt.Sprintf("%q", x.Val)
	case *Name:
		return p.Symbols().Name(x.Sym)
	case *Paren:
		return "<" + show(p, x.X) + ">"
	case *Separated:
		return show(p, x.X) + "|"
	case *Index:
		return show(p, x.X) + "[" + show(p, x.Key) + "]"
	case *Unary:
		return "(" + [...]string{"-", "~", "not ", "#"}[x.Op] + show(p, x.X) + ")"
	case *Binary:
		ops := strings.Fields("+ - * % ^ / // & | ~ << >> .. == < <= ~= > >= and or")
		return "(" + show(p, x.X) + " " + ops[x.Op] + " " + show(p, x.Y) + ")"
	case *Call:
		if x.Method != nil {
			return show(p, x.Fn) + ":" + x.Method.Val + "(" + list(x.Args) + ")"
		}
		return show(p, x.Fn) + "(" + list(x.Args) + ")"
	case *Table:
		return "{" + list(x.Items) + "}"
	case *Field:
		return "[" + show(p, x.Key) + "]=" + show(p, x.Val)
	case *Function:
		return fmt.Sprintf("function/%d", len(x.Params))
	}
	return fmt.Sprintf("%T", x)
}

func TestExpressions(t *testing.T) {
	tests := []struct{ src, want string }{
		{"1 + 2 * 3 - 4", "((1 + (2 * 3)) - 4)"},
		{"2 ^ 3 ^ 2", "(2 ^ (3 ^ 2))"},
		{"-2 ^ 2", "(-(2 ^ 2))"},
		{"2 ^ -2", "(2 ^ (-2))"},
		{"not a == b", "((not a) == b)"},
		{"-a * b", "((-a) * b)"},
		{"#a .. b .. c", "((#a) .. (b .. c))"},
		{"a .. b + c", "(a .. (b + c))"},
		{"a or b and c", "(a or (b and c))"},
		{"a < b == c > d", "(((a < b) == c) > d)"},
		{"a | b ~ c & d << e .. f", "(a | (b ~ (c & (d << (e .. f)))))"},
		{"a >> b << c", "((a >> b) << c)"},
		{"a // b % c / d", "(((a // b) % c) / d)"},
		{"~a & ~b", "((~a) & (~b))"},
		{"not not a", "(not (not a))"},
		{"(a).b[c]:d(1){2}'x'", `<a>["b"][c]:d(1)({2})("x")`},
		{"{1, x = 2, [3] = 4; 5,}", `{1, ["x"]=2, [3]=4, 5}`},
		{"{f, f == 1, g = h}", `{f, (f == 1), ["g"]=h}`},
		{"(...)", "<...>"},
		{"function(a, b, ...) end", "function/2"},
		{"f(1,\n2\n,3)", "f(1, 2|, 3)"},
		{"{1\n,2;3\n}", "{1|, 2, 3}"},
	}
	for _, c := range tests {
		p := NewParser("return "+c.src, 0, NewMeter(nil))
		st, _ := p.Next().(*Return)
		if p.Err() != nil || st == nil || len(st.Exprs) != 1 {
			t.Errorf("%s: %v", c.src, p.Err())
		} else if got := show(p, st.Exprs[0]); got != c.want {
			t.Errorf("%s: %s, want %s", c.src, got, c.want)
		}
	}
}

func TestStatementsOneByOne(t *testing.T) {
	src := "local a <const>, b = 1; ; ::x:: ; ::y:: a.b, c = f()\nreturn 1;"
	p := NewParser(src, 0, NewMeter(nil))
	var got []string
	for st := p.Next(); st != nil; st = p.Next() {
		got = append(got, strings.TrimPrefix(fmt.Sprintf("%T", st), "*syntax."))
	}
	want := "Local Label Label Assign Return"
	if p.Err() != nil || strings.Join(got, " ") != want {
		t.Errorf("%v %v, want %s", got, p.Err(), want)
	}
	if pos := p.Pos(); pos.Line != 2 || int(pos.End) != len(src) {
		t.Errorf("ends at %+v", pos)
	}
}

// TestEnds checks that the end of each node is where its last token ends.
func TestEnds(t *testing.T) {
	src := "return a.b , (c) , f ( 1 ) , - d ^ 2 , { x = 1 } , function ( ) end , 'é' , 0x10"
	p := NewParser(src, 0, NewMeter(nil))
	st := p.Next().(*Return)
	end := 0
	for i, part := range strings.Split(src, " , ") {
		end += len(part)
		if got := int(st.Exprs[i].At().End); got != end {
			t.Errorf("%s ends at %d, want %d", part, got, end)
		}
		end += len(" , ")
	}
}

// TestPartial checks that a statement with an error is returned, with nil for
// what is missing.
func TestPartial(t *testing.T) {
	p := NewParser("x = f(a, b +", 0, NewMeter(nil))
	st, ok := p.Next().(*Assign)
	if !ok || p.Err() == nil || p.Next() != nil {
		t.Fatalf("%T, %v", st, p.Err())
	}
	if got := show(p, st.Exprs[0]); got != "f(a, (b + ?), ?)" {
		t.Error(got)
	}
}

func TestLocate(t *testing.T) {
	src := "a = b\n  .c + 1"
	for _, c := range []struct {
		end, skip, line, col int
		near                 string
	}{
		{0, 0, 1, 1, "'a'"},
		{1, 0, 1, 3, "'='"},
		{1, 1, 1, 5, "'b'"},
		{5, 1, 2, 4, "'c'"},
		{int(len(src)), 0, 2, 9, "<eof>"},
		{3, 99, 2, 9, "<eof>"},
	} {
		line, col, near, ok := Locate(src, int32(c.end), c.skip, NewMeter(nil))
		if !ok || line != c.line || col != c.col || near != c.near {
			t.Errorf("%d+%d: %d:%d %s", c.end, c.skip, line, col, near)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"local a <const>, b <close> = 1, f(...)", "if a then elseif b then else end", "for i = 1, 2 do break end",
		"for k, v in pairs(t) do goto x ::x:: end", "function a.b:c(...) return self end", "repeat until x",
		"x = {1, a = 2, [3] = function() end; 4}", "a.b[c]:d{}'e'.f = 1", "return (((", "while x do do end",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		work := 0
		p := NewParser(src, 0, NewMeter(func(n int) error {
			work += n
			return nil
		}))
		n := 0
		for st := p.Next(); st != nil; st = p.Next() {
			n++
			if end := int(st.At().End); end > len(src) {
				t.Fatalf("a statement ends at %d of %d", end, len(src))
			}
		}
		if n > len(src)+1 || work > 2*len(src)+2 {
			t.Errorf("%d statements and %d units of work from %d bytes", n, work, len(src))
		}
	})
}
