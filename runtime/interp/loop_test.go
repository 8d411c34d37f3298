package interp

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"strings"
	"testing"

	"github.com/lusterlua/luster/runtime/internal/code"
)

// TestEveryOpcodeHasOneCase reads the loop: an opcode without a case would reach
// the BUG arm, and the compiler does not tell of a forgotten one.
func TestEveryOpcodeHasOneCase(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "exec.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]int{}
	ast.Inspect(file, func(n ast.Node) bool {
		c, ok := n.(*ast.CaseClause)
		if !ok {
			return true
		}
		for _, e := range c.List {
			if s, ok := e.(*ast.SelectorExpr); ok && strings.HasPrefix(s.Sel.Name, "Op") {
				cases[strings.ToUpper(s.Sel.Name[2:])]++
			}
		}
		return true
	})
	for op := range code.NumOps {
		name := code.Rows[op].Name
		if cases[name] != 1 {
			t.Errorf("%s has %d cases", name, cases[name])
		}
		delete(cases, name)
	}
	for name := range cases {
		t.Errorf("a case for %s, which is no opcode", name)
	}
}

// TestLoopInlines asks the compiler whether the loop's helpers cost no call.
func TestLoopInlines(t *testing.T) {
	out, err := exec.Command("go", "build", "-gcflags=-m=2", ".").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	inlined := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		if rest, ok := strings.CutPrefix(line, "./exec.go:"); ok {
			if _, name, ok := strings.Cut(rest, "inlining call to "); ok {
				inlined[strings.TrimSpace(name)] = true
			}
		}
	}
	for _, name := range []string{
		"frameAt", "(*Frame).regs", "(*Frame).up", "(*Frame).down", "instrAt", "pcAdd", "pcAddr", "jump",
		"valueAt", "wordAt", "upvalAt", "nodeAt", "shortAt", "(*node).after", "Value.table", "Value.luaFn", "Value.goFn",
		"(*Frame).setCall", "gc.HeaderOf", "(*Table).ptr", "(*Upvalue).ptr", "regs4", "shl", "shr",
	} {
		if !inlined[name] {
			t.Errorf("the loop calls %s", name)
		}
	}
}
