package luatest

// This file defines the test of the scripts themselves, against the reference
// implementation.

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var reference = flag.String("lua", "lua5.4", "the reference implementation: a `binary`")

// driver loads the prelude and one chunk, given as files, and prints what an
// uncaught error of the chunk would be, as the stand-alone interpreter words it.
const driver = `
local prelude, chunk, name = ...
assert(loadfile(prelude))()
local src = assert(io.open(chunk, "rb")):read("a")
local f, msg = load(src, "@" .. name)
local ok = false
if f then ok, msg = pcall(f) end
if not ok then
  if type(msg) ~= "string" then
    local meta = getmetatable(msg)
    if type(msg) == "number" or type(meta) == "table" and meta.__tostring then msg = tostring(msg)
    else msg = "(error object is a " .. type(msg) .. " value)" end
  end
  io.stderr:write("FAILED\n", msg)
end
`

func TestReference(t *testing.T) {
	binary, err := exec.LookPath(*reference)
	if err != nil {
		t.Skipf("no reference implementation: %v", err)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "driver.lua"), driver)
	write(t, filepath.Join(dir, "prelude.lua"), prelude(t))
	for _, s := range scripts(t) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(dir, s.name)
			for _, c := range s.chunks {
				if _, ok := c.Directive("not lua5.4:"); ok {
					continue
				}
				write(t, path, c.Source)
				cmd := exec.Command(binary, filepath.Join(dir, "driver.lua"), filepath.Join(dir, "prelude.lua"), path, s.name)
				var stderr bytes.Buffer
				cmd.Stderr = &stderr
				if err := cmd.Run(); err != nil {
					t.Errorf("%s: %v\n%s", c.Name, err, &stderr)
					continue
				}
				message, failed := strings.CutPrefix(stderr.String(), "FAILED\n")
				if complaint := c.Check(message, failed); complaint != "" {
					t.Error("\n" + complaint)
				}
			}
		})
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
