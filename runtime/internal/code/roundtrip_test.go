package code_test

// This file defines the round trip of the programs in the repository through the
// binary form.

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lusterlua/luster/runtime/internal/code"
	"github.com/lusterlua/luster/runtime/internal/compile"
)

func TestRoundTrip(t *testing.T) {
	programs := 0
	err := filepath.WalkDir("../../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".lua" {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		p, err := compile.Compile("@"+path, compile.SkipShebang(string(src)), compile.Options{})
		if err != nil {
			return nil // meant to be wrong, or several programs in one file
		}
		programs++
		for _, strip := range []bool{false, true} {
			chunk := code.Dump(p, strip)
			q, err := code.Undump(string(chunk))
			if err != nil {
				t.Errorf("%s: %v", path, err)
				continue
			}
			if again := code.Dump(q, strip); string(again) != string(chunk) {
				t.Errorf("%s: the second dump differs", path)
			}
			if !strip && list(t, q) != list(t, p) {
				t.Errorf("%s: the listing differs", path)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if programs < 50 {
		t.Errorf("only %d programs", programs)
	}
}

func list(t *testing.T, p *code.Proto) string {
	t.Helper()
	var b strings.Builder
	if err := code.List(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
