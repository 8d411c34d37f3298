package vet_test

import (
	"fmt"

	"github.com/lusterlua/luster/gen/vet"
)

// The analyzers can run in a driver of one's own, with others.
func Example() {
	for _, a := range vet.Analyzers {
		fmt.Println(a.Name)
	}
	// Output:
	// directives
	// stale
	// traces
	// roots
	// barriers
	// escapes
	// keptcall
	// finalizers
}
