package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"lusterbind": main})
}

// exit is the command "exit CODE PROGRAM ARGS": it runs the program and checks
// its exit code.
func exit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exit code program args...")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := "0"
	if e := (*exec.ExitError)(nil); errors.As(err, &e) {
		code = strconv.Itoa(e.ExitCode())
	}
	if code != args[0] {
		ts.Fatalf("exit code %s, want %s", code, args[0])
	}
}

// TestScripts runs the command in modules that use the one under test. The go
// command of the scripts shares the caches of the one that runs the test.
func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata",
		UpdateScripts: os.Getenv("UPDATE") != "",
		Cmds:          map[string]func(*testscript.TestScript, bool, []string){"exit": exit},
		Setup: func(env *testscript.Env) error {
			// The module is the one under test under another name: the packages of
			// the script import it by its own.
			text := append([]byte("module example.com/m\n\nrequire github.com/lusterlua/luster v0.0.0\n\nreplace github.com/lusterlua/luster => "+root+"\n"),
				mod[len("module github.com/lusterlua/luster\n"):]...)
			if err := os.WriteFile(filepath.Join(env.WorkDir, "go.mod"), text, 0o644); err != nil {
				return err
			}
			env.Setenv("GOCACHE", filepath.Join(cache, "go-build"))
			env.Setenv("GOMODCACHE", os.Getenv("GOMODCACHE"))
			env.Setenv("GOPATH", filepath.Join(os.Getenv("HOME"), "go"))
			env.Setenv("GOFLAGS", "-mod=mod -buildvcs=false")
			env.Setenv("LUSTERBIND_CACHE", filepath.Join(env.WorkDir, ".cache"))
			return os.WriteFile(filepath.Join(env.WorkDir, "go.sum"), sum, 0o644)
		},
	})
}
