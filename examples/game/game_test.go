package game_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lusterlua/luster/examples/game"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// update rewrites the expected outputs.
var update = os.Getenv("UPDATE") != ""

func newVM(t *testing.T, cfg rt.Config) *rt.VM {
	t.Helper()
	vm, err := rt.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = vm.Close() })
	if err := stdlib.Open(vm, stdlib.Safe); err != nil {
		t.Fatal(err)
	}
	if err := game.OpenLua(vm); err != nil {
		t.Fatal(err)
	}
	return vm
}

func run(t *testing.T, vm *rt.VM, src string) {
	t.Helper()
	results, err := vm.Run(context.Background(), "=script", src)
	if err != nil {
		var e *rt.Error
		if errors.As(err, &e) {
			t.Fatalf("%v\n%s", err, e.Traceback())
		}
		t.Fatal(err)
	}
	for _, r := range results {
		_ = r.Release()
	}
}

// TestMainScript checks what the example prints, however the collector is set.
func TestMainScript(t *testing.T) {
	src, err := os.ReadFile("main.lua")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/main.out")
	if err != nil {
		t.Fatal(err)
	}
	for name, stress := range map[string]gc.Stress{
		"plain":                          {},
		"a step at every allocation":     {StepEvery: 1},
		"a collection every 20th object": {CollectEvery: 20},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			vm := newVM(t, rt.Config{Stdout: &out, Stress: stress, Seed: 1})
			run(t, vm, string(src))
			if update {
				if err := os.WriteFile("testdata/main.out", []byte(out.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				want = []byte(out.String())
			}
			if diff := cmp.Diff(string(want), out.String()); diff != "" {
				t.Errorf("output (-want +got):\n%s", diff)
			}
		})
	}
}
