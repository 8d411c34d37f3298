package stdlib

// This file tests that scripts reach nothing that the host did not give.

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	rt "github.com/lusterlua/luster/runtime"
)

// TestSafeReachesNothing looks for functions that no safe library may have.
func TestSafeReachesNothing(t *testing.T) {
	out, err := runLua(t, rt.Config{}, `
		for _, name in ipairs { "io", "os", "package", "debug", "require", "dofile", "loadfile" } do
			if _G[name] ~= nil then print(name) end
		end`, OS(Host{}), IO(Host{}))
	if err != nil {
		t.Fatal(err)
	}
	// The libraries io and os of a host that gives nothing are there, without the
	// functions that need something.
	if out != "io\nos\n" {
		t.Errorf("got %q", out)
	}
	out, err = runLua(t, rt.Config{}, `
		for _, name in ipairs { "clock", "date", "time", "execute", "exit", "getenv", "remove", "rename", "tmpname" } do assert(os[name] == nil, name) end
		for _, name in ipairs { "open", "popen", "tmpfile" } do assert(io[name] == nil, name) end
		print(pcall(io.lines, "x"))
		print(pcall(io.input, "x"))
		print(pcall(io.output, "x"))`, OS(Host{}), IO(Host{}))
	if err != nil {
		t.Fatal(err)
	}
	const refused = "false\tcannot open file 'x' (Operation not permitted)\n"
	if out != refused+refused+refused {
		t.Errorf("got %q", out)
	}
}

// TestDirectoryCannotBeLeft tries the ways out of a directory.
func TestDirectoryCannotBeLeft(t *testing.T) {
	outside := t.TempDir()
	secret := filepath.Join(outside, "secret")
	if err := os.WriteFile(secret, []byte("return 'secret'"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, target := range map[string]string{"file": secret, "dir": outside, "up": ".."} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	h := Host{Files: Directory(root)}
	out, err := runLua(t, rt.Config{}, `
		local base = "`+filepath.Base(outside)+`"
		for _, name in ipairs { "`+secret+`", "../" .. base .. "/secret", "file", "dir/secret", "up/" .. base .. "/secret", "./../" .. base .. "/secret", "/../" .. base .. "/secret" } do
			assert(not io.open(name), name)
			assert(not io.open(name, "w"), name)
			assert(not io.open(name, "a+"), name)
			assert(not pcall(io.lines, name), name)
			assert(not pcall(io.output, name), name)
			if name ~= "file" then assert(not os.remove(name), name) end
			assert(not os.rename("new", name), name)
			assert(not loadfile(name), name)
			assert(not pcall(dofile, name), name)
			assert(not package.searchpath(name, "?"), name)
			assert(not pcall(require, name), name)
		end
		assert(io.open("/new", "w")):close()
		assert(not os.rename("new", "../" .. base .. "/new"))
		assert(os.rename("/new", "newer"))
		assert(os.remove("newer"))
		local name = os.tmpname()
		assert(os.remove(name))
		print "kept"`, OS(h), IO(h), Files(root.FS()), Package(root.FS(), "?;?.lua"))
	if err != nil {
		t.Fatal(err)
	}
	if out != "kept\n" {
		t.Errorf("got %q", out)
	}
	if text, err := os.ReadFile(secret); err != nil || string(text) != "return 'secret'" {
		t.Errorf("the file outside is %q, %v", text, err)
	}
}

// stoppedClock is a clock that stands still.
type stoppedClock struct{}

func (stoppedClock) Now() time.Time     { return time.Unix(86400, 0).UTC() }
func (stoppedClock) CPU() time.Duration { return 3 * time.Second / 2 }

// TestClockIsTheHosts tests that time is what the host says.
func TestClockIsTheHosts(t *testing.T) {
	out, err := runLua(t, rt.Config{}, `print(os.time(), os.clock(), os.date("%F %T"), os.date("*t").yday)`, OS(Host{Clock: stoppedClock{}}))
	if err != nil || out != "86400\t1.5\t1970-01-02 00:00:00\t2\n" {
		t.Errorf("%q, %v", out, err)
	}
}

// TestRandomnessIsTheHosts tests that a seed repeats all random numbers.
func TestRandomnessIsTheHosts(t *testing.T) {
	const script = `print(math.random(0), math.randomseed()) print(math.random(0))`
	a, err := runLua(t, rt.Config{Seed: 5}, script)
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := runLua(t, rt.Config{Seed: 5}, script); a != b {
		t.Errorf("%q and %q", a, b)
	}
	if b, _ := runLua(t, rt.Config{Seed: 6}, script); a == b {
		t.Error("two seeds gave the same numbers")
	}
}
