package difftest

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lusterlua/luster/internal/luatest"
	"github.com/lusterlua/luster/runtime/stdlib"
)

var (
	count     = flag.Int("programs", 400, "how many random programs to compare")
	seed      = flag.Uint64("seed", 1, "the seed of the first of them")
	reference = flag.String("lua", "lua5.4", "the reference implementation: a `binary`")
)

// batchSize is how many programs one process of the reference runs.
const batchSize = 50

// ours runs programs in our virtual machine.
func ours(s luatest.Settings, programs []string) ([]string, error) {
	libraries := stdlib.Union(stdlib.Safe, stdlib.Debug)
	out, err := luatest.RunWith(s, libraries, luatest.Program{Name: "batch", Source: batch(programs)})
	return split(out, len(programs)), err
}

// theirs runs programs in the reference implementation.
func theirs(t *testing.T, binary string, programs []string) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "batch.lua")
	if err := os.WriteFile(path, []byte(batch(programs)), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(binary, path).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", binary, err, out)
	}
	return split(string(out), len(programs))
}

// batches calls f with one batch of programs after the other.
func batches(t *testing.T, n int, f func(t *testing.T, programs []Program, sources []string)) {
	for from := 0; from < n; from += batchSize {
		first := *seed + uint64(from)
		t.Run(fmt.Sprintf("seed=%d", first), func(t *testing.T) {
			t.Parallel()
			var programs []Program
			var sources []string
			for i := range min(batchSize, n-from) {
				p := Generate(first + uint64(i))
				programs = append(programs, p)
				sources = append(sources, p.Source(nil))
			}
			f(t, programs, sources)
		})
	}
}

// TestAgainstReference compares our virtual machine with the reference.
func TestAgainstReference(t *testing.T) {
	binary, err := exec.LookPath(*reference)
	if err != nil {
		t.Skipf("no reference implementation: %v", err)
	}
	batches(t, *count, func(t *testing.T, programs []Program, sources []string) {
		want := theirs(t, binary, sources)
		got, err := ours(luatest.Settings{}, sources)
		if err != nil {
			t.Error(err)
		}
		for i, p := range programs {
			if normalize(got[i]) == normalize(want[i]) {
				continue
			}
			src := shrink(p, func(src string) bool {
				g, err := ours(luatest.Settings{}, []string{src})
				w := theirs(t, binary, []string{src})
				return err != nil || normalize(g[0]) != normalize(w[0])
			})
			t.Errorf("seed %d: %s\n%s", p.Seed, firstDifference(normalize(got[i]), normalize(want[i])), tail(src))
		}
	})
}

// TestSettings runs random programs in slices of fuel and under a collector that
// works all the time, and compares with a plain run.
func TestSettings(t *testing.T) {
	batches(t, max(*count/8, 1), func(t *testing.T, programs []Program, sources []string) {
		want, err := ours(luatest.Settings{}, sources)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range luatest.Variants {
			got, err := ours(s, sources)
			if err != nil {
				t.Errorf("%v: %v", s, err)
			}
			for i, p := range programs {
				if got[i] == want[i] {
					continue
				}
				src := shrink(p, func(src string) bool {
					g, err1 := ours(s, []string{src})
					w, err2 := ours(luatest.Settings{}, []string{src})
					return err1 != nil || err2 != nil || g[0] != w[0]
				})
				t.Errorf("seed %d under %v: %s\n%s", p.Seed, s, firstDifference(got[i], want[i]), tail(src))
			}
		}
	})
}

// tail returns the part of a program that is its own.
func tail(src string) string { return strings.TrimPrefix(src, head) }

// TestGenerate checks what the comparison rests on.
func TestGenerate(t *testing.T) {
	if a, b := Generate(7).Source(nil), Generate(7).Source(nil); a != b {
		t.Error("the same seed gave two programs")
	}
	if Generate(7).Source(nil) == Generate(8).Source(nil) {
		t.Error("two seeds gave the same program")
	}
	var all bytes.Buffer
	for s := range uint64(200) {
		all.WriteString(Generate(s).Source(nil))
	}
	for _, want := range []string{
		"coroutine.yield", "coroutine.wrap", "<close>", "<const>", "goto", "pcall", "repeat", "while", "in ipairs", "string.gmatch",
		"table.sort", "setmetatable", "debug.traceback", "_ENV", "__newindex", "<< ", "table.unpack", "...", "error(", " // ", " % ", " & ", " << ", " .. ", ":plus(", "string.format",
	} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("no program has %q", want)
		}
	}
}

func TestShrink(t *testing.T) {
	p := Program{Head: "head\n", Blocks: []string{"a\n", "bug\n", "b\n"}}
	if got := shrink(p, func(src string) bool { return strings.Contains(src, "bug") }); got != "head\nbug\n" {
		t.Errorf("shrunk to %q", got)
	}
}

func TestSplit(t *testing.T) {
	got := split(mark+"0\nx\ny\n"+mark+"1\n"+mark+"2\nz\n", 4)
	if want := []string{"x\ny\n", "", "z\n", ""}; strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("split gave %q", got)
	}
}

func TestNormalize(t *testing.T) {
	a, b := normalize(`"p:108: attempt to divide by zero"`), normalize(`"p:109: attempt to divide by zero"`)
	if a != b {
		t.Errorf("%s and %s", a, b)
	}
	if a, b := normalize("p:1: attempt to call a nil value"), normalize("p:2: attempt to call a nil value"); a == b {
		t.Error("the line of another message was taken out")
	}
}
