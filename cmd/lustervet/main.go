package main

// This file defines the command, which go vet can run too.

import (
	"golang.org/x/tools/go/analysis/multichecker"

	"github.com/lusterlua/luster/gen/vet"
)

func main() { multichecker.Main(vet.Analyzers...) }
