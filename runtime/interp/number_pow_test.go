package interp

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestPowSpecial(t *testing.T) {
	special := []float64{
		0, math.Copysign(0, -1), 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1.5, -1.5, math.Inf(1), math.Inf(-1), math.NaN(),
		5e-324, -5e-324, math.MaxFloat64, -math.MaxFloat64, 1 << 53, 1<<53 + 1, -(1 << 53), 1e300, -1e300, 1e-300,
	}
	for _, a := range special {
		for _, b := range special {
			got, want := Pow(a, b), math.Pow(a, b)
			if math.Float64bits(got) != math.Float64bits(want) && !(got != got && want != want) &&
				math.Abs(got-want) > 1e-15*math.Abs(want) {
				t.Errorf("%v ^ %v = %v, want %v", a, b, got, want)
			}
			if math.Signbit(got) != math.Signbit(want) && got == got {
				t.Errorf("%v ^ %v = %v, want %v", a, b, got, want)
			}
		}
	}
}

// TestPowIsRounded compares integer powers with exact arithmetic.
func TestPowIsRounded(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 20000 {
		a := 1 + r.Float64()*math.Ldexp(1, r.IntN(40)-35)
		n := r.IntN(700)
		if r.IntN(3) == 0 {
			a, n = float64(r.IntN(50)+2), r.IntN(160)
		}
		want := big.NewFloat(1).SetPrec(3000)
		x := new(big.Float).SetPrec(3000).SetFloat64(a)
		for k := n; k > 0; k >>= 1 {
			if k&1 == 1 {
				want.Mul(want, x)
			}
			x.Mul(x, x)
		}
		for _, b := range []float64{float64(n), -float64(n)} {
			if b < 0 {
				want.Quo(big.NewFloat(1).SetPrec(3000), want)
			}
			f, _ := want.Float64()
			if math.IsInf(f, 0) || math.Abs(f) < 0x1p-1020 {
				continue
			}
			if got := Pow(a, b); got != f {
				t.Errorf("%v ^ %v = %v, want %v", a, b, got, f)
			}
		}
	}
}

// TestPowAgainstLua allows C's pow what it is off by: less than a hundredth of
// all results differ, by one unit in the last place.
func TestPowAgainstLua(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	var a, b []float64
	for range 2000 {
		a = append(a, 10, float64(r.IntN(40)-20), r.Float64()*10, 1+r.Float64()/100, 2, r.Float64()*100)
		b = append(b, float64(r.IntN(600)-300), float64(r.IntN(20)), r.Float64()*10-5, float64(r.IntN(1000)), float64(r.IntN(2000)-1000)/10, 0.5)
	}
	var program strings.Builder
	program.WriteString("local u, k = string.unpack, string.pack\n" +
		"local function f(a, b) print((u('<i8', k('<d', u('<d', k('<i8', a)) ^ u('<d', k('<i8', b)))))) end\n")
	for i := range a {
		fmt.Fprintf(&program, "f(0x%x, 0x%x)\n", math.Float64bits(a[i]), math.Float64bits(b[i]))
	}
	differ := 0
	for i, line := range luaLines(t, program.String()) {
		var w int64
		fmt.Sscan(line, &w)
		switch d := int64(math.Float64bits(Pow(a[i], b[i]))) - w; d {
		case 0:
		case 1, -1:
			differ++
		default:
			t.Errorf("%v ^ %v = %v, lua5.4 has %v", a[i], b[i], Pow(a[i], b[i]), math.Float64frombits(uint64(w)))
		}
	}
	if differ*100 > len(a) {
		t.Errorf("%d of %d results differ", differ, len(a))
	}
}

func BenchmarkPow(b *testing.B) {
	x := 1.5
	for b.Loop() {
		x = Pow(x, 1.01) + 0.001
		if x > 100 {
			x = 1.5
		}
	}
}
