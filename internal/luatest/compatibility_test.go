package luatest

// This file defines the test of docs/compatibility.md.

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// rowPattern matches a row of the tables: the name and the verdict.
var rowPattern = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (yes|differs|no) \\|(.*)\\|$")

// TestCompatibilityTable compares the tables of the document with what a virtual
// machine with every library holds.
func TestCompatibilityTable(t *testing.T) {
	text, err := os.ReadFile("../../docs/compatibility.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for _, m := range rowPattern.FindAllStringSubmatch(string(text), -1) {
		if rows[m[1]] != "" {
			t.Errorf("two rows for %s", m[1])
		}
		rows[m[1]] = m[2]
		if m[2] == "differs" && strings.TrimSpace(m[3]) == "" {
			t.Errorf("the row of %s does not say how it differs", m[1])
		}
	}
	have := names(t)
	for name := range have {
		if rows[name] == "" {
			t.Errorf("%s has no row", name)
		} else if rows[name] == "no" {
			t.Errorf("%s is there, the document says that it is not", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		if rows[name] != "no" && !have[name] {
			t.Errorf("%s has a row and is not there", name)
		}
	}
}

// names returns the names of all that the libraries define.
func names(t *testing.T) map[string]bool {
	t.Helper()
	vm, err := rt.New(rt.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer vm.Close()
	machine := stdlib.Machine()
	if err := stdlib.Open(vm, libraries, stdlib.Files(stdlib.Disk), stdlib.Package(stdlib.Disk, ""),
		stdlib.OS(machine), stdlib.IO(machine), stdlib.DebugUnsafe); err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for k, v := range vm.Globals().All(vm) {
		name, _ := k.AsString(vm)
		lib, ok := v.AsTable()
		if !ok || name == "_G" {
			have[name] = true
			continue
		}
		for k := range lib.All(vm) {
			field, _ := k.AsString(vm)
			have[name+"."+field] = true
		}
	}
	return have
}
