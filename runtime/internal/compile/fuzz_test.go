package compile

// This file defines the fuzz target of the compiler.

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/lusterlua/luster/runtime/internal/code"
	"github.com/lusterlua/luster/runtime/internal/syntax"
)

// addSeeds gives a fuzz target the programs of testdata and the wrong texts.
func addSeeds(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.lua")
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(src))
	}
	for _, c := range wrong {
		f.Add(c.src)
	}
}

// FuzzCompile checks that any text compiles to what the verifier accepts or
// gives an error, and that the work is in proportion to the text.
func FuzzCompile(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src string) {
		work := 0
		p, err := Compile("=fuzz", src, Options{Budget: func(n int) error {
			work += n
			return nil
		}})
		// Tokens, nodes and patched jumps: each byte makes a few of them, and a
		// jump out of nested blocks is looked at once for each of these.
		if work > 250*(len(src)+2*syntax.Quantum) {
			t.Errorf("%d units of work for %d bytes", work, len(src))
		}
		if err != nil {
			var e *syntax.Error
			if !errors.As(err, &e) || e.Msg == "" {
				t.Errorf("error %#v", err)
			}
			return
		}
		if err := code.Verify(p); err != nil {
			t.Error(err)
		}
	})
}

// FuzzVerify changes instructions of compiled programs: the verifier must
// decide, and a listing must be possible, whatever they are.
func FuzzVerify(f *testing.F) {
	f.Add("local t = {} for i = 1, 10 do t[i] = i end return t", uint16(3), uint64(1))
	f.Add("for k, v in pairs(t) do f(k, v, ...) end", uint16(5), uint64(0xff00))
	f.Fuzz(func(t *testing.T, src string, at uint16, with uint64) {
		if len(src) > 1<<12 {
			return
		}
		p, err := Compile("=fuzz", src, Options{})
		if err != nil {
			return
		}
		p.Code[int(at)%len(p.Code)] ^= code.Instr(with)
		_ = code.Verify(p)
		for pc := range p.Code {
			_ = code.Disassemble(p, pc)
		}
	})
}
