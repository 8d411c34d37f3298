package compile

// This file defines the tests of the generated code: listings of the programs
// in testdata, compared with what was reviewed. UPDATE=1 writes them anew.

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lusterlua/luster/runtime/internal/code"
)

func TestListings(t *testing.T) {
	files, err := filepath.Glob("testdata/*.lua")
	if err != nil || len(files) == 0 {
		t.Fatal("no programs", err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Compile("@"+filepath.Base(file), string(src), Options{})
		if err != nil {
			t.Error(err)
			continue
		}
		if err := code.Verify(p); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		var b strings.Builder
		if err := code.List(&b, p); err != nil {
			t.Fatal(err)
		}
		golden := strings.TrimSuffix(file, ".lua") + ".lst"
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(golden, []byte(b.String()), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		compareLines(t, golden, b.String(), string(want))
	}
}

// compareLines reports the first line in which two texts differ.
func compareLines(t *testing.T, name, got, want string) {
	t.Helper()
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		if i >= len(g) || i >= len(w) || g[i] != w[i] {
			t.Errorf("%s:%d: differs (UPDATE=1 writes it)\n got %s\nwant %s",
				name, i+1, strings.Join(g[i:min(i+1, len(g))], ""), strings.Join(w[i:min(i+1, len(w))], ""))
			return
		}
	}
}
