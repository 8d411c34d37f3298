package stdlib_test

import (
	"testing"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		vm, _ := rt.New(rt.Config{})
		vm.Close()
	}
}

func BenchmarkNewSafe(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		vm, _ := rt.New(rt.Config{})
		stdlib.Open(vm, stdlib.Safe)
		vm.Close()
	}
}
