package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const boundPackage = `// Package shop is bound, though it is internal and its output is missing.
//
//luster:module shop global
package shop

//luster:func
func Price(n uint8) int { return int(n) * 3 }
`

// bindModule makes a module that uses this one, and changes into it.
func bindModule(t *testing.T, files map[string]string) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(text)
	}
	files["go.mod"] = strings.Replace(files["go.mod"], "module github.com/lusterlua/luster\n",
		"module example.com/m\n\nrequire github.com/lusterlua/luster v0.0.0\n\nreplace github.com/lusterlua/luster => "+root+"\n", 1)
	for name, text := range files {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
}

// tree lists the files below the current directory.
func tree(t *testing.T) (list []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		list = append(list, p)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestBind runs scripts with the bindings of a module that was never generated,
// and with what can be wrong: codes and messages, and never a file in the tree.
func TestBind(t *testing.T) {
	bindModule(t, map[string]string{
		"internal/shop/shop.go": boundPackage,
		"bad/bad.go":            "package bad\n\n//luster:trace\ntype T struct{ f func() }\n",
		"plain/plain.go":        "package plain\n",
		"ok.lua":                "print(shop.price(7), ...)\nprint(arg[0], arg[1])\n",
		"fail.lua":              "print 'first'\nlocal ok = shop.price(256)\n",
		"syntax.lua":            "print('never')\nlocal = 1\n",
	})
	before := tree(t)
	tests := []struct {
		args           string
		code           int
		stdout, stderr string // stderr: what it contains
	}{
		{"run -bind ./internal/... ok.lua a", exitOK, "21\ta\nok.lua\ta\n", ""},
		{"run -bind ./internal/shop fail.lua", exitScript, "first\n", "fail.lua:2: bad argument #1 ('n') to 'shop.price' (integer in 0..255 expected, got 256)"},
		{"run -bind ./internal/shop syntax.lua", exitScript, "", "syntax.lua:2:"},
		{"run -bind ./internal/shop missing.lua", exitUsage, "", "cannot open missing.lua"},
		{"run -bind ./bad ok.lua", exitUsage, "", "bad/bad.go:4:16: LB201: "},
		{"run -bind ./plain ok.lua", exitUsage, "", "no package there has a //luster:module directive"},
		{"run -bind ./nowhere ok.lua", exitUsage, "", "LB002: ./nowhere: no such directory"},
	}
	for _, test := range tests {
		t.Run(test.args, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			argv := append([]string{"luster"}, strings.Fields(test.args)...)
			code := run(context.Background(), argv, stdio{in: strings.NewReader(""), out: &stdout, err: &stderr})
			if code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			if diff := cmp.Diff(test.stdout, stdout.String()); diff != "" {
				t.Errorf("stdout (-want +got):\n%s", diff)
			}
			if !strings.Contains(stderr.String(), test.stderr) || test.stderr == "" && stderr.Len() > 0 {
				t.Errorf("stderr %q, want %q", stderr.String(), test.stderr)
			}
			if strings.Contains(stderr.String(), "goroutine ") {
				t.Errorf("a Go stack in %s", stderr.String())
			}
		})
	}
	if diff := cmp.Diff(before, tree(t)); diff != "" {
		t.Errorf("files in the tree (-before +after):\n%s", diff)
	}
}
