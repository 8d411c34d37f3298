package compile

// This file defines the tests of limits, of budgets and of long texts.

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lusterlua/luster/runtime/internal/code"
	"github.com/lusterlua/luster/runtime/internal/syntax"
)

func rep(s string, n int) string { return strings.Repeat(s, n) }

// numbered joins n copies of a format that takes a number.
func numbered(format, sep string, n int) string {
	var b strings.Builder
	for i := 1; i <= n; i++ {
		if i > 1 {
			b.WriteString(sep)
		}
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// upvalues is a function that uses n variables of the functions around it.
func upvalues(n int) string {
	return "local " + numbered("a%d", ",", 150) + "\nfunction f()\nlocal " + numbered("b%d", ",", 150) +
		"\nfunction g()\nreturn " + numbered("a%d", "+", 150) + "+" + numbered("b%d", "+", n-150) + "\nend end"
}

func TestLimits(t *testing.T) {
	const tooDeep = "C stack overflow"
	const tooMany = "input:1: function or expression needs too many registers near "
	locals := "local " + numbered("a%d", ",", 200)
	tests := []struct{ name, src, want string }{
		{"locals", "local " + numbered("a%d", ",", 200), ""},
		{"locals+1", "local " + numbered("a%d", ",", 201) + " = 1",
			"input:1: too many local variables (limit is 200) in main function near '='"},
		{"locals in a function", "\nfunction f()\n" + numbered("local a%d", "\n", 201) + "\nend",
			"input:204: too many local variables (limit is 200) in function at line 2 near 'end'"},
		{"params", "function f(" + numbered("a%d", ",", 201) + ") end",
			"input:1: too many local variables (limit is 200) in function at line 1 near ')'"},
		{"for", "local " + numbered("a%d", ",", 197) + " for i = 1, 2 do end",
			"input:1: too many local variables (limit is 200) in main function near '='"},
		{"upvalues", upvalues(255), ""},
		{"upvalues+1", upvalues(256),
			"input:6: too many upvalues (limit is 255) in function at line 4 near 'end'"},
		{"registers", "f(" + numbered("a%d", ",", 252) + ")", ""},
		{"registers+1", "f(" + numbered("a%d", ",", 254) + ")", tooMany + "<eof>"},
		{"registers, many", "f(" + numbered("a%d", ",", 300) + ")", tooMany + "'a255'"},
		{"return values", "return " + numbered("a%d", ",", 254), ""},
		{"return values+1", "return " + numbered("a%d", ",", 255), tooMany + "<eof>"},
		{"registers above locals", locals + " f(" + numbered("b%d", ",", 53) + ")", ""},
		{"registers above locals+1", locals + " f(" + numbered("b%d", ",", 54) + ")", tooMany + "<eof>"},
		{"nested tables", locals + " x={" + numbered("{%d", ",", 54) + rep("}", 55), tooMany + "'{'"},
		{"operands", locals + " return a1" + rep(" .. a1", 54), tooMany + "<eof>"},
		{"nested calls", locals + " return f(" + rep("f(1,", 54) + rep(")", 55), tooMany + "'f'"},
		{"method call", locals + " x:y(" + numbered("b%d", ",", 53) + ")", tooMany + "<eof>"},
		{"parentheses", "return " + rep("(", 195) + "1" + rep(")", 195), ""},
		{"parentheses+1", "return " + rep("(", 196) + "1" + rep(")", 196), tooDeep},
		{"blocks", rep("do ", 197) + rep("end ", 197), ""},
		{"blocks+1", rep("do ", 198) + rep("end ", 198), tooDeep},
		{"concatenation", "return " + rep("a..", 195) + "a", ""},
		{"concatenation+1", "return " + rep("a..", 196) + "a", tooDeep},
		{"powers", "return " + rep("a^", 100_000) + "a", tooDeep},
		{"unary", "return " + rep("- ", 100_000) + "a", tooDeep},
		{"not", "return " + rep("not ", 195) + "a", ""},
		{"targets", "a" + rep(",a", 195) + " = 1", ""},
		{"targets+1", "a" + rep(",a", 196) + " = 1", tooDeep},
		{"labels", numbered("::a%d::", " ", 197), ""},
		{"labels+1", numbered("::a%d::", " ", 198), tooDeep},
		{"tables", "x = " + rep("{", 100_000), tooDeep},
		{"functions", rep("function f() ", 100_000), tooDeep},
		{"function expressions", "x = " + rep("function() return ", 100_000), tooDeep},
		{"calls", rep("f(", 100_000), tooDeep},
		{"indices", rep("a[", 100_000), tooDeep},
		{"ifs", rep("if a then else ", 100_000), tooDeep},
		{"loops", rep("while a do ", 100_000), tooDeep},
		{"repeats", rep("repeat ", 100_000), tooDeep},
	}
	for _, c := range tests {
		p, err := Compile("=input", c.src, Options{})
		switch {
		case err == nil && c.want != "":
			t.Errorf("%s: compiles, want %q", c.name, c.want)
		case err != nil && err.Error() != c.want:
			t.Errorf("%s: got %q, want %q", c.name, err, c.want)
		case err == nil:
			if err := code.Verify(p); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	}
}

func TestMaxNesting(t *testing.T) {
	src := "return " + rep("(", 50) + "1" + rep(")", 50)
	if _, err := Compile("=x", src, Options{MaxNesting: 40}); err == nil {
		t.Error("a nesting of 50 passes a limit of 40")
	}
	src = "return " + rep("(", 400) + "1" + rep(")", 400)
	if _, err := Compile("=x", src, Options{MaxNesting: 500}); err != nil {
		t.Error(err)
	}
}

// TestLong compiles long texts of which nothing nests.
func TestLong(t *testing.T) {
	const n = 100_000
	var ints strings.Builder
	for i := range n {
		fmt.Fprintf(&ints, "%d,", i*100_000)
	}
	for _, c := range []struct{ name, src string }{
		{"sum", "return a" + rep("+a", n)},
		{"calls", "f" + rep("()", n)},
		{"fields", "return x" + rep(".a", n)},
		{"methods", "x" + rep(":a()", n)},
		{"and", "return a" + rep(" and a", n)},
		{"or", "if a" + rep(" or a", n) + " then b() end"},
		{"comparisons", "return a" + rep("==a", n)},
		{"elseif", "if a then" + rep(" elseif a then b()", n) + " end"},
		{"list", "return {" + rep("a,", n) + "}"},
		{"integers", "return {" + ints.String() + "}"},
		{"statements", rep("a=1\n", n)},
		{"breaks", "while a do " + rep("if a then break end ", n) + "end"},
		{"gotos", rep("goto z do ::a:: end ", n) + "::z::"},
		{"functions", rep("function f(a) return a+1 end ", n)},
		{"semicolons", rep(";", n)},
		{"comments", rep("--[[x\n]] --y\n", n)},
		{"escapes", "x='" + rep(`\65`, n) + "'"},
	} {
		p, err := Compile("=x", c.src, Options{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if err := code.Verify(p); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestLinear compares the time for a text and for one that is eight times as
// long; where a quadratic step would show, the second takes 64 times as long.
func TestLinear(t *testing.T) {
	if testing.Short() {
		t.Skip()
	}
	for name, text := range map[string]func(n int) string{
		"and":    func(n int) string { return "if a" + rep(" and a", n) + " then b() end" },
		"goto":   func(n int) string { return rep("goto z do ::a:: end ", n) + "::z::" },
		"break":  func(n int) string { return "while a do " + rep("if a then break end ", n) + "end" },
		"labels": func(n int) string { return numbered("::a%d:: goto a%[1]d", "; ", n) },
		"names":  func(n int) string { return numbered("n%d=1", " ", n) },
		"deep": func(n int) string {
			return rep("function f() local a,b,c ", 60) + rep("g=a ", n) + rep("end ", 60)
		},
	} {
		measure := func(n int) time.Duration {
			src := text(n)
			best := time.Hour
			for range 3 {
				start := time.Now()
				if _, err := Compile("=x", src, Options{}); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				best = min(best, time.Since(start))
			}
			return best
		}
		// A busy machine may spoil a comparison, but not three in a row.
		const n = 10_000
		short, long := measure(n), measure(8*n)
		for tries := 0; long > 30*short && tries < 2; tries++ {
			short, long = measure(n), measure(8*n)
		}
		if long > 30*short {
			t.Errorf("%s: %v for %d, %v for %d", name, short, n, long, 8*n)
		}
	}
}

// TestBudget checks that the budget is asked often enough, that its error comes
// out unchanged, and that nothing is asked after it.
func TestBudget(t *testing.T) {
	spent := errors.New("spent")
	for name, src := range map[string]string{
		"tokens":  rep("a = b + c ", 10_000),
		"spaces":  rep(" ", 1<<20),
		"string":  "x = '" + rep("y", 1<<20) + "'",
		"escapes": "x = '" + rep(`\z `, 1<<18) + "'",
		"long":    "x = [[" + rep("y\r", 1<<19) + "]]",
		"comment": "--" + rep("y", 1<<20),
		"block":   "--[[" + rep("y", 1<<20) + "]]",
		"level":   "x = [" + rep("=", 1<<20),
		"name":    rep("y", 1<<20) + " = 1",
		"one":     "x = {" + rep("{},", 100_000) + "}",
		"locate":  rep("a = 1\n", 10_000) + "goto x",
	} {
		calls, last, total := 0, 0, 0
		_, _ = Compile("=x", src, Options{Budget: func(n int) error {
			calls++
			total += n
			last = max(last, n)
			return nil
		}})
		if last > syntax.Quantum+syntax.Quantum/8 {
			t.Errorf("%s: %d units of work at once", name, last)
		}
		if total < len(src)/20 {
			t.Errorf("%s: %d units of work for %d bytes", name, total, len(src))
		}
		for stop := 1; stop <= calls; stop++ {
			n := 0
			_, err := Compile("=x", src, Options{Budget: func(int) error {
				if n++; n == stop {
					return spent
				}
				return nil
			}})
			if err != spent || n != stop {
				t.Errorf("%s: stopped at %d of %d: error %v, %d calls", name, stop, calls, err, n)
				break
			}
		}
	}
}
