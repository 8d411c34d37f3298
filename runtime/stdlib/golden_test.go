package stdlib

// This file tests libraries with scripts whose output was written down from
// lua5.4.

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
)

// TestGolden runs testdata/golden. UPDATE=1 writes down what lua5.4 prints.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/golden/*.lua")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			golden := file[:len(file)-len(".lua")] + ".out"
			if os.Getenv("UPDATE") != "" {
				updateGolden(t, file, golden)
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			compareLines(t, runGolden(t, file, 0), want)
			if filepath.Base(file) != "coroutine.lua" { // which asks about its own thread
				compareLines(t, runGolden(t, file, 50), want)
			}
		})
	}
}

// updateGolden writes down what lua5.4 prints. The script runs without a message
// handler, which lua5.4's main program has.
func updateGolden(t *testing.T, file, golden string) {
	lua, err := exec.LookPath("lua5.4")
	if err != nil {
		t.Skip("no lua5.4")
	}
	cmd := exec.Command(lua, file)
	if filepath.Base(file) == "base.lua" {
		cmd = exec.Command(lua, "-e", "coroutine.wrap(assert(loadfile('"+file+"')))()")
	}
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(golden, out, 0o644); err != nil {
		t.Fatal(err)
	}
}

// runGolden runs a script and returns what it prints: on the main thread, or, if
// fuel is not 0, on another one in slices.
func runGolden(t *testing.T, file string, fuel int64) []byte {
	t.Helper()
	var out bytes.Buffer
	vm, err := rt.New(rt.Config{Stdout: &out, Stderr: &out})
	if err != nil {
		t.Fatal(err)
	}
	defer vm.Close()
	if err := Open(vm, Safe, Package(Disk, "?.lua"), Files(Disk)); err != nil {
		t.Fatal(err)
	}
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	fn, err := vm.Load("@"+file, string(src))
	if err != nil {
		t.Fatal(err)
	}
	if fuel == 0 {
		if _, err := vm.Call(context.Background(), fn); err != nil {
			t.Error(describe(err))
		}
		return out.Bytes()
	}
	th, err := vm.NewThread(fn)
	if err != nil {
		t.Fatal(err)
	}
	for status := rt.StatusPaused; status == rt.StatusPaused; {
		if status, _, err = th.Must().Step(vm, fuel); err != nil {
			t.Error(describe(err))
		}
	}
	if err := vm.Heap().Verify(); err != nil {
		t.Error(err)
	}
	return out.Bytes()
}

func describe(err error) string {
	var e *rt.Error
	if errors.As(err, &e) {
		return e.Error() + "\n" + e.Traceback()
	}
	return err.Error()
}

// compareLines reports the first line that differs.
func compareLines(t *testing.T, got, want []byte) {
	t.Helper()
	if bytes.Equal(got, want) {
		return
	}
	g, w := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(g), len(w)) {
		if !bytes.Equal(g[i], w[i]) {
			t.Fatalf("line %d:\n got %s\nwant %s", i+1, g[i], w[i])
		}
	}
	t.Fatalf("got %d lines, want %d", len(g), len(w))
}
