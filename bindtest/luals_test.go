package bindtest_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// luaLS is the language server whose annotations lusterbind writes.
const luaLS = "lua-language-server"

// diagnose runs the language server's check over a directory and returns what it
// says: "file:line code", sorted.
func diagnose(t *testing.T, dir string) (list []string) {
	t.Helper()
	tool, err := exec.LookPath(luaLS)
	if err != nil {
		t.Skipf("\n*** %s IS NOT IN PATH: THE ANNOTATIONS ARE NOT CHECKED BY THE REAL TOOL ***", luaLS)
	}
	put(t, filepath.Join(dir, ".luarc.json"), `{"runtime.version": "Lua 5.4", "workspace.checkThirdParty": false}`)
	logs := t.TempDir()
	out := filepath.Join(logs, "result.json")
	cmd := exec.Command(tool, "--check="+dir, "--checklevel=Hint", "--check_format=json", "--check_out_path="+out, "--logpath="+logs)
	text, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !asExit(err, &exit) {
		t.Fatalf("%v\n%s", err, text)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		if !strings.Contains(string(text), "no problems found") {
			t.Fatalf("%v\n%s", err, text)
		}
		return nil
	}
	var found map[string][]struct {
		Code  string
		Range struct{ Start struct{ Line int } }
	}
	if strings.TrimSpace(string(data)) == "[]" {
		return nil
	}
	if err := json.Unmarshal(data, &found); err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	for uri, problems := range found {
		name, err := url.PathUnescape(filepath.Base(uri))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range problems {
			list = append(list, fmt.Sprintf("%s:%d %s", name, p.Range.Start.Line+1, p.Code))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func asExit(err error, exit **exec.ExitError) bool {
	e, ok := err.(*exec.ExitError)
	*exit = e
	return ok
}

func put(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestLanguageServer checks the annotations of all examples, and of the tests'
// own bindings, with the language server itself: none of them has a warning, nor
// has a script that uses them as it should; a script with wrong fields and
// arguments has one at each.
func TestLanguageServer(t *testing.T) {
	dir := t.TempDir()
	files, err := filepath.Glob("../examples/*/*.d.lua")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, "internal/zoo/zoo.d.lua")
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(dir, filepath.Base(f)), string(text))
	}
	put(t, filepath.Join(dir, "right.lua"), `local zoo = require "zoo"

local ida = zoo.Animal.new("Ida", 3)
ida.friend = zoo.Animal.new("Otto")
ida.mood = "Angry"
ida.tags = { "a", "b" }
ida.data = { 1 }
ida.on_feed = function() end
local sum = zoo.Point(1, 2) + zoo.Point.new(3, 4)
print(ida:feed(200, "hay", "Calm"), sum.x, zoo.Limit + zoo.double(2))
ida:meet(function(friend)
	print(friend)
	return true
end)
print(ida:join({ "x" }, { w = 1, h = 2 }, 3, 4), ida.keeper)
`)
	if got := diagnose(t, dir); len(got) != 0 {
		t.Errorf("the language server complains about what is right:\n%s", strings.Join(got, "\n"))
	}
	put(t, filepath.Join(dir, "wrong.lua"), `local zoo = require "zoo"

local ida = zoo.Animal.new(1)
print(ida.weigth)
ida.weight = "heavy"
ida:feed("much", "hay", "Calm")
ida:feed(1, "hay", "Sad")
zoo.double({})
zoo.Animal.new("x"):sing()
ida:feed(1)
`)
	want := []string{
		"wrong.lua:10 missing-parameter",
		"wrong.lua:3 param-type-mismatch",
		"wrong.lua:4 undefined-field",
		"wrong.lua:5 assign-type-mismatch",
		"wrong.lua:6 param-type-mismatch",
		"wrong.lua:7 param-type-mismatch",
		"wrong.lua:8 param-type-mismatch",
		"wrong.lua:9 undefined-field",
	}
	if diff := cmp.Diff(want, diagnose(t, dir)); diff != "" {
		t.Errorf("what the language server says of the wrong script (-want +got):\n%s", diff)
	}
}
