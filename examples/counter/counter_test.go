package counter_test

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/lusterlua/luster/examples/counter"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

func TestMainScript(t *testing.T) {
	src, err := os.ReadFile("main.lua")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	vm, err := rt.New(rt.Config{Stdout: &out})
	if err != nil {
		t.Fatal(err)
	}
	defer vm.Close()
	if err := stdlib.Open(vm, stdlib.Safe, stdlib.Package(stdlib.Disk, "")); err != nil {
		t.Fatal(err)
	}
	if err := counter.OpenLua(vm); err != nil {
		t.Fatal(err)
	}
	if _, err := vm.Run(context.Background(), "@main.lua", string(src)); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), "42\tfalse\ta counter only grows\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}
