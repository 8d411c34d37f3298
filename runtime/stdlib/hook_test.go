package stdlib

// This file defines the tests of hooks: the events of many small programs, against
// a golden file made with the reference 5.4.8, and against lua5.4 when installed.

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// hookChunks returns the prelude and the chunks of the test data. Each chunk is a
// program of its own whose lines count from 1.
func hookChunks(t *testing.T) (prelude string, chunks []string) {
	t.Helper()
	src, err := os.ReadFile(filepath.Join("testdata", "hooks", "events.lua"))
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(src), "\n---\n")
	return parts[0], parts[1:]
}

// runHooks runs the prelude and a chunk, and returns what they print.
func runHooks(t *testing.T, cfg rt.Config, fuel int64, prelude, chunk string) string {
	t.Helper()
	var out bytes.Buffer
	cfg.Stdout, cfg.Stderr, cfg.AllowBinary = &out, &out, true
	vm, err := rt.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer vm.Close()
	if err := Open(vm, Safe, DebugUnsafe); err != nil {
		t.Fatal(err)
	}
	for i, src := range []string{prelude, chunk} {
		fn, err := vm.Load([]string{"=prelude", "=chunk"}[i], src)
		if err != nil {
			t.Fatal(err)
		}
		if fuel == 0 {
			_, err = vm.Call(context.Background(), fn)
		} else {
			err = stepThrough(vm, fn, fuel)
		}
		if err != nil {
			t.Fatal(describe(err))
		}
	}
	if err := vm.Heap().Verify(); err != nil {
		t.Error(err)
	}
	return out.String()
}

// stepThrough runs fn in slices of fuel.
func stepThrough(vm *rt.VM, fn rt.Root[rt.Func], fuel int64) error {
	th, err := vm.NewThread(fn)
	if err != nil {
		return err
	}
	for status := rt.StatusPaused; status == rt.StatusPaused; {
		if status, _, err = th.Must().Step(vm, fuel); err != nil {
			return err
		}
	}
	return nil
}

const hookGolden = "testdata/hooks/events.golden"

func TestHookEvents(t *testing.T) {
	prelude, chunks := hookChunks(t)
	golden, err := os.ReadFile(hookGolden)
	if err != nil {
		t.Fatal(err)
	}
	wants := strings.Split(string(golden), "\n---\n")
	if len(wants) != len(chunks) {
		t.Fatalf("%d results of %d chunks", len(wants), len(chunks))
	}
	for _, v := range []struct {
		name string
		cfg  rt.Config
		fuel int64
	}{
		{"plain", rt.Config{}, 0},
		{"slice 1", rt.Config{}, 1},
		{"slice 7", rt.Config{}, 7},
		{"slice 1000", rt.Config{}, 1000},
		{"step at every allocation", rt.Config{Stress: gc.Stress{StepEvery: 1}}, 0},
		{"collection at every tenth", rt.Config{Stress: gc.Stress{CollectEvery: 10}}, 0},
	} {
		t.Run(v.name, func(t *testing.T) {
			for i, chunk := range chunks {
				want := wants[i]
				if v.fuel > 0 { // on a thread that could yield
					want = strings.ReplaceAll(want, "yield from outside a coroutine", "yield across a C-call boundary")
				}
				compareHooks(t, chunk, runHooks(t, v.cfg, v.fuel, prelude, chunk), want)
			}
		})
	}
}

func compareHooks(t *testing.T, chunk, got, want string) {
	t.Helper()
	if strings.TrimSpace(got) == strings.TrimSpace(want) {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			t.Errorf("%s\nline %d:\n got %s\nwant %s", chunk, i+1, g[i], w[i])
			return
		}
	}
	t.Errorf("%s\n%d lines, want %d", chunk, len(g), len(w))
}

// hookDriver runs a prelude and a chunk with the names that the golden file has.
const hookDriver = `
local function run(name, path)
  assert(load(io.open(path):read("a"), name))()
end
run("=prelude", arg[1])
run("=chunk", arg[2])
`

// newCalls are the chunks in which 5.4.8 differs from older releases: a call that
// begins on another line than its function.
const newCalls = "-- calls over lines"

func TestHookEventsAgainstLua(t *testing.T) {
	lua, err := exec.LookPath("lua5.4")
	if err != nil {
		t.Skip("no lua5.4")
	}
	prelude, chunks := hookChunks(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	driver, pre := write("driver.lua", hookDriver), write("prelude.lua", prelude)
	for _, chunk := range chunks {
		if strings.HasPrefix(chunk, newCalls) {
			continue
		}
		cmd := exec.Command(lua, driver, pre, write("chunk.lua", chunk))
		want, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, want)
		}
		compareHooks(t, chunk, runHooks(t, rt.Config{}, 0, prelude, chunk), string(want))
	}
}
