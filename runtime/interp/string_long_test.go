package interp

import (
	"strings"
	"testing"
)

// The hash of a long string is the same in pieces.
func TestHashInPieces(t *testing.T) {
	k := expandKeys(7)
	for _, n := range []int{41, 1000, longChunk - 1, longChunk, longChunk + 1, longChunk + 16, 3*longChunk + 5} {
		x := strings.Repeat("0123456789abcdefghi", n/19+1)[:n]
		from, h := 0, k.c
		for len(x)-from > 16 {
			from, h = k.some(x, from, h)
		}
		if got, want := k.hashFrom(x, from, h), k.hash(x); got != want {
			t.Errorf("%d bytes: %#x, want %#x", n, got, want)
		}
	}
}
