package spell

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	names := []string{"print", "pairs", "position", "update", "format", "find", "rep", "io", "os", "insert", "New", "héllo", "x"}
	for name, want := range map[string]string{
		"prnit": "print", "positoin": "position", "updte": "update", "fomrat": "format", "Print": "print", "pirs": "pairs",
		"insret": "insert", "new": "New", "xyzzy": "", "": "", "y": "", "héllo": "héllo", "hello": "héllo",
		"print": "print", "r": "", strings.Repeat("p", 41): "", "POSITION": "position", "remove": "",
	} {
		if got := Nearest(name, names); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if got := Nearest("bat", []string{"cat", "bar", "ban"}); got != "ban" {
		t.Errorf("of equals got %q, want the first one with the same first letter", got)
	}
}

// TestNearLosesNothing compares with a search that looks at every candidate.
func TestNearLosesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	word := func() string {
		b := make([]byte, r.IntN(8))
		for i := range b {
			b[i] = "abcDE"[r.IntN(5)]
		}
		return string(b)
	}
	for range 20_000 {
		name, c := word(), word()
		f := New(name)
		if near, d := f.Near(c), f.distance(strings.ToLower(c)); !near && d <= f.limit {
			t.Fatalf("%q and %q: %d changes, limit %d, but not near", name, c, d, f.limit)
		}
	}
}

func ExampleNearest() {
	fmt.Println(Nearest("prnit", []string{"pairs", "print", "type"}))
	// Output: print
}
