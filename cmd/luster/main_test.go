package main

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes this test binary the command luster for the scripts.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"luster": main})
}

// TestScripts runs testdata/script. UPDATE=1 rewrites the expected output.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: os.Getenv("UPDATE") != "",
	})
}

func TestParseSize(t *testing.T) {
	good := map[string]int64{"1": 1, "64MiB": 64 << 20, "64mib": 64 << 20, "1K": 1024, "2GB": 2e9, "10B": 10, "3KiB": 3072}
	for s, want := range good {
		if got, err := parseSize(s); err != nil || got != want {
			t.Errorf("%s: got %d, %v, want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"", "0", "-1", "MiB", "1TiB", "1.5MiB", "99999999999GiB", "x"} {
		if got, err := parseSize(s); err == nil {
			t.Errorf("%q: got %d, want an error", s, got)
		}
	}
}

// TestHelpNamesEveryFlag keeps the usage text complete.
func TestHelpNamesEveryFlag(t *testing.T) {
	var out bytes.Buffer
	code := run(context.Background(), []string{"luster", "help"}, stdio{out: &out, err: &out})
	golden, err := os.ReadFile("testdata/help.txt")
	if os.Getenv("UPDATE") != "" {
		golden, err = out.Bytes(), os.WriteFile("testdata/help.txt", out.Bytes(), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	if code != 0 || string(golden) != out.String() {
		t.Errorf("exit %d; got\n%swant\n%s", code, out.String(), golden)
	}
}
