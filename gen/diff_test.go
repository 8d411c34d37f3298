package gen

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestUnified(t *testing.T) {
	for _, test := range []struct{ name, a, b, want string }{
		{"equal", "x\n", "x\n", ""},
		{"new", "", "x\ny\n", "--- a\n+++ b\n@@ -0,0 +1,2 @@\n+x\n+y\n"},
		{"gone", "x\n", "", "--- a\n+++ b\n@@ -1 +0,0 @@\n-x\n"},
		{"no newline", "x", "x\n", "--- a\n+++ b\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n"},
		{"two hunks", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n", "1\nX\n3\n4\n5\n6\n7\n8\n9\n", "--- a\n+++ b\n@@ -1,5 +1,5 @@\n 1\n-2\n+X\n 3\n 4\n 5\n@@ -7,4 +7,3 @@\n 7\n 8\n 9\n-10\n"},
		{"one hunk", "1\n2\n3\n4\n5\n6\n", "1\nX\n3\n4\nY\n6\n", "--- a\n+++ b\n@@ -1,6 +1,6 @@\n 1\n-2\n+X\n 3\n 4\n-5\n+Y\n 6\n"},
	} {
		if got := Unified("a", "b", []byte(test.a), []byte(test.b)); got != test.want {
			t.Errorf("%s: got\n%swant\n%s", test.name, got, test.want)
		}
	}
}

// TestEdits applies the edits of random texts.
func TestEdits(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	text := func() (list []string) {
		for range r.IntN(30) {
			list = append(list, fmt.Sprint(r.IntN(5), "\n"))
		}
		return list
	}
	for range 2000 {
		x, y := text(), text()
		var got []string
		i := 0
		for _, e := range edits(x, y) {
			got = append(got, x[i:e.a]...)
			got = append(got, y[e.c:e.d]...)
			i = e.b
		}
		got = append(got, x[i:]...)
		if strings.Join(got, "") != strings.Join(y, "") {
			t.Fatalf("edits of %q make %q, not %q", x, got, y)
		}
	}
}
