package compile

// This file defines the test of how much code the benchmarks compile to, beside
// what PUC-Rio's luac makes of them.

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/lusterlua/luster/runtime/internal/code"
)

// luacCounts are the instructions that luac 5.4.4 makes of the programs in
// bench/programs, without those that it skips in the normal case or that belong
// to the one before: MMBIN, MMBINI, MMBINK, EXTRAARG and the JMP behind a
// comparison, which our comparisons contain.
var luacCounts = map[string]int{
	"bintrees.lua": 71,
	"closures.lua": 145,
	"coro.lua":     114,
	"fannkuch.lua": 99,
	"fib.lua":      31,
	"intloop.lua":  32,
	"mandel.lua":   86,
	"nbody.lua":    261,
	"oop.lua":      206,
	"patterns.lua": 185,
	"queens.lua":   91,
	"sieve.lua":    58,
	"sort.lua":     140,
	"spectral.lua": 123,
	"strbuild.lua": 117,
	"wordfreq.lua": 138,
}

// TestInstructionCounts demands that no program needs more instructions.
func TestInstructionCounts(t *testing.T) {
	files, _ := filepath.Glob("../../../bench/programs/*.lua")
	if len(files) != len(luacCounts) {
		t.Errorf("%d programs, counts for %d", len(files), len(luacCounts))
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Compile("@"+filepath.Base(file), string(src), Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, want := countCode(p), luacCounts[filepath.Base(file)]
		t.Logf("%-14s %4d, luac %4d", filepath.Base(file), got, want)
		if got > want {
			t.Errorf("%s: %d instructions, luac makes %d", filepath.Base(file), got, want)
		}
	}
}

func countCode(p *code.Proto) int {
	n := len(p.Code)
	for _, q := range p.Protos {
		n += countCode(q)
	}
	return n
}
