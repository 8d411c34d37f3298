package vet_test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/lusterlua/luster/gen"
	"github.com/lusterlua/luster/gen/vet"
)

// module copies the packages of testdata into a module that uses the one under
// test.
func module(t *testing.T, dirs ...string) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if name == "go.mod" {
			mod := strings.Replace(string(text), "module github.com/lusterlua/luster\n", "module example.com/m\n", 1)
			mod = regexp.MustCompile(`(?m)^tool (\((?s:.*?)^\)|.*)\n`).ReplaceAllString(mod, "")
			text = []byte(mod + "\nrequire github.com/lusterlua/luster v0.0.0\n\nreplace github.com/lusterlua/luster => " + root + "\n")
		}
		write(t, filepath.Join(dir, name), text)
	}
	for _, d := range dirs {
		err := fs.WalkDir(os.DirFS("testdata/mod"), d, func(p string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			text, err := os.ReadFile(filepath.Join("testdata/mod", p))
			if err == nil {
				write(t, filepath.Join(dir, p), text)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func write(t *testing.T, file string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestAnalyzers runs each analyzer on its package: what it reports is in // want
// comments, what its fixes make of the files in files *.golden.
func TestAnalyzers(t *testing.T) {
	for _, a := range []*analysis.Analyzer{vet.Directives, vet.Traces, vet.Roots, vet.Barriers, vet.Escapes, vet.KeptCall, vet.Finalizers} {
		t.Run(a.Name, func(t *testing.T) {
			t.Parallel()
			dir := module(t, a.Name)
			if a == vet.Barriers {
				generate(t, dir)
			}
			analysistest.RunWithSuggestedFixes(t, dir, a, "./"+a.Name)
		})
	}
}

// generate writes the bindings of a module.
func generate(t *testing.T, dir string) {
	t.Helper()
	r, err := gen.Generate(gen.Config{Dir: dir, Patterns: []string{"./barriers"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range r.Diagnostics {
		t.Fatal(d)
	}
	if err := gen.Write(r.Files); err != nil {
		t.Fatal(err)
	}
}

// TestStale changes what the bindings depend on, in ways that still compile.
func TestStale(t *testing.T) {
	dir := module(t, "barriers")
	generate(t, dir)
	check := func(what, want string) {
		t.Helper()
		var log recorder
		results := analysistest.Run(&log, dir, vet.Stale, "./barriers")
		var got []string
		for _, r := range results {
			for _, d := range r.Diagnostics {
				got = append(got, d.Message)
				if d.Message == "luster_gen.go is stale: run go generate" && len(d.SuggestedFixes) != 1 {
					t.Errorf("%s: %d fixes", what, len(d.SuggestedFixes))
				}
			}
		}
		if text := strings.Join(got, "; "); text != want {
			t.Errorf("%s: got %q, want %q", what, text, want)
		}
	}
	check("fresh", "")
	file := filepath.Join(dir, "barriers", "barriers.go")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, bytes.Replace(text, []byte("//luster:method\n"), []byte("//luster:method name=store\n"), 1))
	check("a name", "barriers.d.lua is stale: run go generate; luster_gen.go is stale: run go generate")
	write(t, file, bytes.Replace(text, []byte("// Put is called by scripts"), []byte("// Put is used by scripts"), 1))
	check("a comment", "barriers.d.lua is stale: run go generate")
	write(t, file, text)
	if err := os.Remove(filepath.Join(dir, "barriers", "barriers.d.lua")); err != nil {
		t.Fatal(err)
	}
	check("a file less", "barriers.d.lua is missing: run go generate")
}

// recorder drops what analysistest expects: the test looks at the results.
type recorder struct{}

func (*recorder) Errorf(string, ...any) {}

// TestVettool runs the command as go vet does, and on its own, on a tree with a
// misuse of each kind. check.sh runs it on this module's own tree.
func TestVettool(t *testing.T) {
	tool := filepath.Join(t.TempDir(), "lustervet")
	run(t, ".", true, "go", "build", "-o", tool, "github.com/lusterlua/luster/cmd/lustervet")
	dir := module(t, "directives", "traces", "roots", "barriers", "escapes", "keptcall", "finalizers")
	generate(t, dir)
	out := run(t, dir, false, "go", "vet", "-vettool="+tool, "./...")
	alone := run(t, dir, false, tool, "./...")
	for _, want := range []string{
		`directives/directives.go:11:1: LB101: `, `directives/directives.go:14:1: LB106: `, `directives/directives.go:19:2: LB201: `,
		`directives/directives.go:24:2: LB206: `, `directives/directives.go:36:6: LB207: `,
		`traces/traces.go:12:5: the trace method of forgetful does not mention b`,
		`roots/roots.go:9:2: fn holds a root`,
		`barriers/barriers.go:\d+:2: x.Data changes`,
		`escapes/escapes.go:31:9: c.Arg\(1\), of type rt.Value, is stored in a global`,
		`keptcall/keptcall.go:8:2: a field keeps`, `keptcall/keptcall.go:13:12: c, of type \*rt.Call, is stored in a global`,
		`finalizers/finalizers.go:16:2: object is traced`,
	} {
		re := regexp.MustCompile(want)
		if !re.MatchString(out) {
			t.Errorf("go vet does not report %s in\n%s", want, out)
		}
		if !re.MatchString(alone) {
			t.Errorf("lustervet does not report %s in\n%s", want, alone)
		}
	}
}

func run(t *testing.T, dir string, good bool, args ...string) string {
	t.Helper()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if good != (err == nil) {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}
