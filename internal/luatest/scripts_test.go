package luatest

// This file defines the scripts: where they are, and how one is read.

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/lusterlua/luster/internal/chunked"
)

// A script is one file of testdata, cut into its programs.
type script struct {
	name   string
	chunks []chunked.Chunk
}

// scripts reads every script. The prelude is not one of them.
func scripts(t testing.TB) []script {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.lua")
	if err != nil {
		t.Fatal(err)
	}
	var all []script
	for _, path := range paths {
		name := filepath.Base(path)
		if name == "prelude.lua" {
			continue
		}
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		chunks, err := chunked.Parse(name, string(src))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, script{name, chunks})
	}
	if len(all) < 10 {
		t.Fatalf("only %d scripts in testdata", len(all))
	}
	return all
}

// prelude returns the functions that every chunk may use.
func prelude(t testing.TB) string {
	t.Helper()
	src, err := os.ReadFile("testdata/prelude.lua")
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

// skip reports whether the chunk must not run under the settings: one after
// "--- plain: reason" because they matter to it, one after "--- needs name"
// because there is no library of that name.
func skip(c *chunked.Chunk, s Settings) bool {
	_, plain := c.Directive("plain:")
	name, needs := c.Directive("needs")
	return plain && s != Settings{} || needs && !slices.Contains(libraries.Names(), name)
}
