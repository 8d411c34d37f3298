package stdlib_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// The end of a VM closes the files that its scripts left open, and writes what was
// still in their buffers, though it runs no script code.
func TestCloseClosesFiles(t *testing.T) {
	for _, shutdown := range []bool{false, true} {
		vm, err := rt.New(rt.Config{})
		if err != nil {
			t.Fatal(err)
		}
		machine := stdlib.Machine()
		if err := stdlib.Open(vm, stdlib.Union(stdlib.Safe, stdlib.IO(machine))); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(t.TempDir(), "out")
		_, err = vm.Run(context.Background(), "=t", `
			local name = ...
			left = io.open(name, "w")
			left:write("not flushed")
			io.open(name .. "2", "w"):close()`, name)
		if err != nil {
			t.Fatal(err)
		}
		if shutdown {
			err = vm.Shutdown(context.Background())
		} else {
			err = vm.Close()
		}
		if err != nil {
			t.Error(err)
		}
		if b, err := os.ReadFile(name); err != nil || string(b) != "not flushed" {
			t.Errorf("the file has %q, %v", b, err)
		}
	}
}
