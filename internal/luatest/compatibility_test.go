package luatest

// This file defines the test of docs/compatibility.md.

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// rowPattern matches a row of the tables: the name and the verdict.
var rowPattern = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (yes|differs|no) \\|(.*)\\|$")

// TestCompatibilityTable compares the index with what a virtual machine with
// every library holds, and the tables of the document with the index. UPDATE=1
// writes the rows of the document.
func TestCompatibilityTable(t *testing.T) {
	const path = "../../docs/compatibility.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]stdlib.Entry{}
	for _, e := range stdlib.Index() {
		if _, twice := rows[e.Name]; twice {
			t.Errorf("two rows for %s", e.Name)
		}
		rows[e.Name] = e
		if e.Status == stdlib.Differs && e.Note == "" {
			t.Errorf("the row of %s does not say how it differs", e.Name)
		}
	}
	have := names(t)
	for name := range have {
		if rows[name].Name == "" {
			t.Errorf("%s has no row", name)
		} else if rows[name].Status == stdlib.Absent {
			t.Errorf("%s is there, the index says that it is not", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		if rows[name].Status != stdlib.Absent && !have[name] {
			t.Errorf("%s has a row and is not there", name)
		}
	}
	seen := map[string]bool{}
	want := rowPattern.ReplaceAllStringFunc(string(text), func(row string) string {
		name := rowPattern.FindStringSubmatch(row)[1]
		seen[name] = true
		e := rows[name]
		return fmt.Sprintf("| `%s` | %s | %s | %s |", name, e.Status, e.Note, e.Fuel)
	})
	for name := range rows {
		if !seen[name] {
			t.Errorf("the document has no row for %s", name)
		}
	}
	if want == string(text) {
		return
	}
	if os.Getenv("UPDATE") == "" {
		t.Error("docs/compatibility.md is not what the index says: UPDATE=1 go test ./internal/luatest writes it")
	} else if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
		t.Error(err)
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
