package arch

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestReadme checks that the README stays short and that its Go and Lua code is,
// line for line, part of a file that the build or a test runs.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile(root + "/README.md")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "\n"); n > 150 {
		t.Errorf("README.md has %d lines, at most 150 are allowed", n)
	}
	var files []string
	for _, dir := range []string{"examples", "runtime"} {
		err := fs.WalkDir(os.DirFS(root), dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if code := strings.HasSuffix(path, ".lua") || strings.HasPrefix(dir, "examples") && strings.HasSuffix(path, ".go") ||
				strings.HasSuffix(path, "_test.go"); code {
				text, err := os.ReadFile(root + "/" + path)
				files = append(files, unindent(string(text)))
				return err
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	blocks := regexp.MustCompile("(?s)```(?:go|lua)\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(blocks) < 3 {
		t.Errorf("%d blocks of code, want at least 3", len(blocks))
	}
	for _, m := range blocks {
		want := unindent(m[1])
		found := false
		for _, f := range files {
			found = found || strings.Contains(f, want)
		}
		if !found {
			t.Errorf("no file has this code:\n%s", m[1])
		}
	}
}

// unindent takes the indentation off every line, since code stands deeper in a
// function than in a document.
func unindent(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		b.WriteString(strings.TrimLeft(line, "\t "))
	}
	return b.String()
}
