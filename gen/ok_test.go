package gen_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lusterlua/luster/gen"
)

// TestScenarios generates all scenarios of testdata/ok in one go, compares the
// outputs with those in the files, then builds one program of everything and
// compares what the scripts print.
func TestScenarios(t *testing.T) {
	list, overlay, patterns := scenarios(t, "ok")
	result := generate(t, overlay, patterns)
	for _, d := range result.Diagnostics {
		t.Error(d)
	}
	if t.Failed() {
		t.FailNow()
	}
	for _, s := range list {
		for _, f := range result.Files {
			if rel, err := filepath.Rel(s.dir, f.Path); err == nil && !strings.HasPrefix(rel, "..") {
				s.expect(t, filepath.ToSlash(rel), string(f.Content))
			}
		}
	}
	out := runScenarios(t, list, overlay, result)
	for _, s := range list {
		s.expect(t, "output", out[s.name])
	}
}

// host is a program that runs the scripts of all scenarios that are modules.
const host = `package main

import (
	"context"
	"fmt"
	"os"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
%s)

func run(name, src string, open func(*rt.VM) error) {
	fmt.Printf("\x00%%s\n", name)
	vm, err := rt.New(rt.Config{Seed: 1})
	if err == nil {
		err = stdlib.Open(vm, stdlib.Safe)
	}
	if err == nil {
		err = open(vm)
	}
	if err == nil {
		err = stdlib.Open(vm, stdlib.Package(nil, ""))
	}
	if err == nil {
		_, err = vm.Run(context.Background(), "=script", src)
	}
	if err != nil {
		fmt.Println("ERROR", err)
		if e, ok := err.(*rt.Error); ok {
			fmt.Println(e.Traceback())
		}
	}
	if err := vm.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

func main() {
%s}
`

func runScenarios(t *testing.T, list []*scenario, overlay map[string][]byte, r *gen.Result) map[string]string {
	t.Helper()
	files := maps.Clone(overlay)
	for _, f := range r.Files {
		if strings.HasSuffix(f.Path, ".go") {
			files[f.Path] = f.Content
		}
	}
	byDir := map[string]gen.Module{}
	for _, m := range r.Modules {
		byDir[m.Dir] = m
	}
	var imports, calls strings.Builder
	for i, s := range list {
		m, ok := byDir[s.dir]
		if !ok {
			// No module: that it compiles is what matters.
			fmt.Fprintf(&imports, "\t_ %q\n", "github.com/lusterlua/luster/gen/testdata/virt/"+s.name)
			continue
		}
		fmt.Fprintf(&imports, "\tm%d %q\n", i, m.Path)
		fmt.Fprintf(&calls, "\trun(%q, %q, m%d.OpenLua)\n", s.name, s.section("script.lua"), i)
	}
	root, err := filepath.Abs(filepath.Join("testdata", "virt"))
	if err != nil {
		t.Fatal(err)
	}
	files[filepath.Join(root, "host", "main.go")] = fmt.Appendf(nil, host, imports.String(), calls.String())
	cmd := exec.Command("go", "run", "-overlay="+overlayFile(t, files), "./testdata/virt/host")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, stderr.Bytes(), stdout.Bytes())
	}
	out := map[string]string{}
	for _, part := range strings.Split(stdout.String(), "\x00")[1:] {
		name, text, _ := strings.Cut(part, "\n")
		out[name] = text
	}
	return out
}

// overlayFile writes files, and an overlay file that names them.
func overlayFile(t *testing.T, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	replace := map[string]string{}
	for name, text := range files {
		replace[name] = filepath.Join(dir, fmt.Sprintf("%d.go", len(replace)))
		if err := os.WriteFile(replace[name], text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(name, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}
