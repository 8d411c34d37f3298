package stdlib

// This file defines the tests of the random generator.

import (
	"fmt"
	"strings"
	"testing"
)

func TestRandomSequence(t *testing.T) {
	// math.randomseed(42) in lua5.4, then two floats and two of random(0).
	var x xoshiro
	x.seed(42, 0)
	var got []string
	got = append(got, fmt.Sprintf("%x", randomFloat01(x.next())), fmt.Sprintf("%x", randomFloat01(x.next())), fmt.Sprint(int64(x.next())), fmt.Sprint(int64(x.next())))
	want := luaOracle(t, `math.randomseed(42) local a,b = math.random(), math.random()
		print(("%a"):format(a)) print(("%a"):format(b)) print(math.random(0)) print(math.random(0))`, "")
	for i := range want {
		var f float64
		if fmt.Sscanf(want[i], "%g", &f); i < 2 && fmt.Sprintf("%x", f) != got[i] || i >= 2 && want[i] != got[i] {
			t.Errorf("%d: %s, lua5.4 %s", i, got[i], want[i])
		}
	}
}

func TestRandomProjection(t *testing.T) {
	want := luaOracle(t, `math.randomseed(7, 11) for i = 1, 64 do print(math.random(-3, 1 << (i - 2))) end`, "")
	var x xoshiro
	x.seed(7, 11)
	for i := range want {
		lo := int64(-3)
		hi := int64(uint64(1) << uint(i-1))
		if i == 0 {
			hi = 0
		}
		if hi < lo { // 1 << 63 is negative: lua5.4 would have stopped
			break
		}
		got := fmt.Sprint(lo + int64(x.project(x.next(), uint64(hi)-uint64(lo))))
		if strings.TrimSpace(want[i]) != got {
			t.Fatalf("random(%d,%d): %s, lua5.4 %s", lo, hi, got, want[i])
		}
	}
}
