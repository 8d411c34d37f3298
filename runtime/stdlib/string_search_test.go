package stdlib

// This file defines the tests of the plain search.

import (
	"math/rand"
	"strings"
	"testing"
)

func search(src, needle string, budget int) (at, runs int) {
	var f finder
	for runs = 1; ; runs++ {
		switch status, _ := f.run(src, needle, 0x9e3779b97f4a7c15, budget); status {
		case matchFound:
			return f.at, runs
		case matchFailed:
			return -1, runs
		}
	}
}

func TestFinder(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for i := 0; i < 30000; i++ {
		var b []byte
		for n := r.Intn(400); n > 0; n-- {
			b = append(b, "aab"[r.Intn(3)])
		}
		src := string(b)
		needle := src[len(src)/2:]
		needle = needle[:r.Intn(len(needle)+1)]
		if r.Intn(2) == 0 {
			needle += "b"
		}
		want := strings.Index(src, needle)
		for _, hashing := range []bool{false, true} {
			f := finder{hashing: hashing && needle != ""}
			status := matchMore
			for status == matchMore {
				status, _ = f.run(src, needle, 12345, 1+i%7)
			}
			if got := f.at; status == matchFound && got != want || status == matchFailed && want >= 0 {
				t.Fatalf("%q in %q (hashing %v): %d, want %d", needle, src, hashing, got, want)
			}
		}
	}
}

// TestFinderLinear searches where comparing at each place is quadratic.
func TestFinderLinear(t *testing.T) {
	src, needle := strings.Repeat("a", 2000000), strings.Repeat("a", 1000000)+"b"
	at, runs := search(src, needle, 4096)
	if at != -1 || runs > 2000 {
		t.Errorf("at %d after %d runs", at, runs)
	}
	if at, _ := search(src+"b", needle, 4096); at != 1000000 {
		t.Errorf("at %d", at)
	}
}
