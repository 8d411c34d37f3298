package runtime_test

import (
	"context"
	"log"
	"time"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// The embedding that the README shows, line for line.
func Example_readme() {
	ctx := context.Background()
	vm, err := rt.New(rt.Config{Memory: 64 << 20, Timeout: time.Second})
	if err != nil {
		log.Fatal(err)
	}
	defer vm.Close()
	if err := stdlib.Open(vm, stdlib.Safe); err != nil {
		log.Fatal(err)
	}
	if _, err := vm.Run(ctx, "=hello", `print("hello from " .. _VERSION)`); err != nil {
		log.Fatal(err)
	}
	// Output: hello from Lua 5.4
}
