package luatest

// This file defines the test that runs the reference's own tests, from a directory
// that the caller names: they are not part of this module.

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/stdlib"
)

var (
	testes     = flag.String("testes", os.Getenv("LUSTER_TESTES"), "the `directory` of the reference's tests, of release 5.4.8; also LUSTER_TESTES")
	testesTags = flag.String("testes-tags", "", "build `tags` of the command that runs them, such as invariants")
)

// TestTestes runs each file with the command luster, in a copy of the directory.
func TestTestes(t *testing.T) {
	if *testes == "" {
		t.Skip("the reference's tests are not here: name their directory with LUSTER_TESTES")
	}
	dir := filepath.Join(t.TempDir(), "testes")
	if err := os.CopyFS(dir, os.DirFS(*testes)); err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(t.TempDir(), "luster")
	if out, err := exec.Command("go", "build", "-tags", *testesTags, "-o", bin, "github.com/lusterlua/luster/cmd/luster").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.lua"))
	if err != nil || len(files) < 30 {
		t.Fatalf("%d files in %s, %v", len(files), *testes, err)
	}
	for _, path := range files {
		file := filepath.Base(path)
		t.Run(file, func(t *testing.T) {
			if why := Skipped[file]; why != "" {
				t.Skip(why)
			}
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			changed, err := Exclude(file, string(text), Exclusions)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
			defer cancel()
			cmd := exec.CommandContext(ctx, bin, "-e", "_port=true _soft=true _U=true", file)
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out[max(0, len(out)-2000):])
			}
		})
	}
}

// collectorFiles are the files that must pass however hard the collector works.
var collectorFiles = []string{"gc.lua", "gengc.lua", "closure.lua", "coroutine.lua", "events.lua"}

// TestTestesUnderStress runs the files about the collector in a virtual machine
// whose collector is never idle.
func TestTestesUnderStress(t *testing.T) {
	if *testes == "" {
		t.Skip("the reference's tests are not here: name their directory with LUSTER_TESTES")
	}
	t.Chdir(*testes)
	for _, stress := range []gc.Stress{{StepEvery: 1}, {StepEvery: 7, CollectEvery: 997}} {
		for _, file := range collectorFiles {
			t.Run(fmt.Sprintf("step=%d,collect=%d/%s", stress.StepEvery, stress.CollectEvery, file), func(t *testing.T) {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				changed, err := Exclude(file, string(text), slices.Concat(Exclusions, StressExclusions))
				if err != nil {
					t.Fatal(err)
				}
				vm, err := rt.New(rt.Config{Stdout: io.Discard, Stderr: io.Discard, Stress: stress, AllowBinary: true})
				if err != nil {
					t.Fatal(err)
				}
				defer vm.Close()
				if err := stdlib.Open(vm, libraries, stdlib.DebugUnsafe, stdlib.Files(stdlib.Disk), stdlib.Package(stdlib.Disk, "?.lua"),
					stdlib.OS(stdlib.Machine()), stdlib.IO(stdlib.Machine())); err != nil {
					t.Fatal(err)
				}
				for _, name := range []string{"_port", "_soft", "_U"} {
					if err := vm.SetGlobal(name, true); err != nil {
						t.Fatal(err)
					}
				}
				if _, err := vm.Run(t.Context(), "@"+file, changed); err != nil {
					var e *rt.Error
					if errors.As(err, &e) {
						t.Log(e.Traceback())
					}
					t.Error(err)
				}
				if err := vm.Heap().Verify(); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// TestExclusionsAreDocumented compares the table with the document.
func TestExclusionsAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/compatibility.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(text), "\n## The reference's own tests\n")
	if !ok {
		t.Fatal("no section about the reference's own tests")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	var want []string
	for _, x := range slices.Concat(Exclusions, StressExclusions) {
		want = append(want, "| `"+x.File+"` | "+x.Line+" | "+x.Reason+" |")
	}
	for file, why := range Skipped {
		want = append(want, "| `"+file+"` | all | "+why+" |")
	}
	for _, row := range want {
		if !strings.Contains(section, row+"\n") {
			t.Errorf("docs/compatibility.md misses the row\n%s", row)
		}
	}
	got := 0
	for line := range strings.Lines(section) {
		if strings.HasPrefix(line, "| `") {
			got++
			if !slices.Contains(want, strings.TrimSuffix(line, "\n")) {
				t.Errorf("docs/compatibility.md has the row\n%s", line)
			}
		}
	}
	if got != len(want) {
		t.Errorf("%d rows, want %d", got, len(want))
	}
}
