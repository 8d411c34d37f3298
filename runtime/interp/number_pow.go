package interp

// This file defines exponentiation.

import "math"

// Pow is a ^ b.
//
// math.Pow is some units in the last place off, for 10^-29 already, and more for
// large exponents; C's pow, which scripts' results are compared with, is all but
// correctly rounded. So b*log(a) is computed with twice the precision here and
// rounded once.
func Pow(a, b float64) float64 {
	switch {
	case b == 2:
		return a * a
	case b == 1:
		return a
	case a == 1 || b == 0:
		return 1
	}
	x := math.Abs(a)
	// Zeros, infinities and NaN need no precision.
	if !(x > 0 && x <= math.MaxFloat64) || !(math.Abs(b) <= 0x1p64) {
		return math.Pow(a, b)
	}
	if b == 0.5 && a > 0 {
		return math.Sqrt(a)
	}
	sign := 1.0
	if a < 0 {
		switch {
		case b != math.Trunc(b):
			return math.Pow(a, b) // NaN
		case math.Abs(b) < 1<<53 && int64(b)&1 == 1:
			sign = -1
		}
	}
	if n := int(b); float64(n) == b && uint(n+maxChain) <= 2*maxChain && x >= 0x1p-18 && x < 0x1p18 {
		return sign * chain(x, n)
	}
	e := logDouble(x).times(b)
	if !(e.hi < 710 && e.hi > -746) { // infinite or zero
		return math.Pow(a, b)
	}
	return sign * expDouble(e)
}

// maxChain is the greatest exponent whose power is computed by multiplications.
// It covers all cases in which the exact result has 54 bits, half-way between two
// floats, where no logarithm is good enough.
const maxChain = 40

// chain is x ^ n, n not 0, for x and n that keep both parts of each product in
// range.
func chain(x float64, n int) float64 {
	y, sq := double{hi: 1}, double{hi: x}
	for k := max(n, -n); ; sq = sq.mul(sq) {
		if k&1 != 0 {
			y = y.mul(sq)
		}
		if k >>= 1; k == 0 {
			break
		}
	}
	if n < 0 {
		y = double{hi: 1}.quo(y)
	}
	return y.hi
}

// double is an unevaluated sum of two floats of which the second is at most half
// a unit in the last place of the first: some 106 bits.
type double struct{ hi, lo float64 }

// sum2 is a + b exactly, for |a| >= |b| or a == 0.
func sum2(a, b float64) double {
	s := a + b
	return double{s, b - (s - a)}
}

// sum is a + b exactly.
func sum(a, b float64) double {
	s := a + b
	t := s - a
	return double{s, (a - (s - t)) + (b - t)}
}

// product is a * b exactly.
func product(a, b float64) double {
	p := a * b
	return double{p, math.FMA(a, b, -p)}
}

func (x double) plus(y double) double {
	s := sum(x.hi, y.hi)
	t := sum(x.lo, y.lo)
	s = sum2(s.hi, s.lo+t.hi)
	return sum2(s.hi, s.lo+t.lo)
}

func (x double) times(y float64) double {
	p := product(x.hi, y)
	return sum2(p.hi, math.FMA(x.lo, y, p.lo))
}

func (x double) mul(y double) double {
	p := product(x.hi, y.hi)
	return sum2(p.hi, p.lo+math.FMA(x.hi, y.lo, x.lo*y.hi))
}

func (x double) quo(y double) double {
	q := x.hi / y.hi
	r := x.plus(y.times(-q))
	q2 := r.hi / y.hi
	r = r.plus(y.times(-q2))
	return sum2(q, q2).plus(double{hi: r.hi / y.hi})
}

const (
	logBits = 7 // the reduced argument of the logarithm is below 2^-logBits
	expBits = 6 // that of the exponential is below ln(2)/2^(expBits+1)
)

// ln2 is the natural logarithm of 2; its first part has 11 zeros at the end, so
// that multiples of it by exponents are exact.
var ln2 = [2]float64{0x1.62e42fefa3800p-1, 0x1.ef35793c76730p-45}

// powTables holds what the reductions look up.
type powTables struct {
	inverse [1<<logBits + 1]float64 // about 1/(0.75 + i/128), few bits
	log     [1<<logBits + 1]double  // -ln of it
	exp     [1 << expBits]double    // 2^(i/64)
}

var powTable = makePowTables()

func makePowTables() *powTables {
	t := new(powTables)
	for i := range t.inverse {
		c := 0.75 + float64(i)/(1<<logBits)
		inv := math.Round(0x1p9/c) / 0x1p9
		t.inverse[i] = inv
		// ln(inv) = 2 artanh(z) for z = (inv-1)/(inv+1).
		z := double{hi: inv - 1}.quo(double{hi: inv + 1})
		z2 := z.mul(z)
		s := double{}
		for k := 35; k > 0; k -= 2 {
			s = s.mul(z2).plus(double{hi: 1}.quo(double{hi: float64(k)}))
		}
		t.log[i] = s.mul(z).times(-2)
	}
	for i := range t.exp {
		r := double{ln2[0], 0}.plus(double{ln2[1], 0x1.f97b57a079a19p-103}).times(float64(i) / (1 << expBits))
		s := double{hi: 1}
		for k := 26; k > 0; k-- {
			s = s.mul(r).quo(double{hi: float64(k)}).plus(double{hi: 1})
		}
		t.exp[i] = s
	}
	return t
}

// logDouble is the natural logarithm of a finite x > 0, to some 70 bits.
func logDouble(x float64) double {
	const one = 1023
	w := math.Float64bits(x)
	e := int(w>>52) - one
	if w>>52 == 0 {
		w = math.Float64bits(x * 0x1p54)
		e = int(w>>52) - one - 54
	}
	m := math.Float64frombits(w&(1<<52-1) | one<<52)
	if m >= 1.5 { // m in [0.75, 1.5)
		m /= 2
		e++
	}
	i := int((m-0.75)*(1<<logBits) + 0.5)
	inv := powTable.inverse[i]
	p := product(m, inv)
	r := sum(p.hi-1, p.lo) // m*inv - 1, exactly

	// ln(1+r) = r - r²/2 + r³/3 - ..., from the fourth power on in one float.
	h := r.hi
	r2 := product(h, h)
	r2.lo += 2 * h * r.lo
	r3 := product(r2.hi, h)
	r3.lo += r2.lo*h + r2.hi*r.lo
	third := product(r3.hi, 1.0/3)
	third.lo += r3.hi*0x1.5555555555555p-56 + r3.lo*(1.0/3)
	h2 := r2.hi
	q := -1.0/4 + h*(1.0/5) + h2*(-1.0/6+h*(1.0/7)+h2*(-1.0/8+h*(1.0/9)+h2*(-1.0/10+h*(1.0/11))))
	// Each summand is bigger than all that follow it, or 0.
	s := sum2(third.hi, third.lo+q*h2*h2)
	s = add2(double{-r2.hi / 2, -r2.lo / 2}, s)
	s = add2(r, s)
	s = add2(powTable.log[i], s)
	if e != 0 {
		f := float64(e)
		k := sum2(f*ln2[0], f*ln2[1])
		s = add2(k, s)
	}
	return s
}

// add2 is x + y for |x| >= |y| or x == 0.
func add2(x, y double) double {
	s := sum2(x.hi, y.hi)
	return sum2(s.hi, s.lo+(x.lo+y.lo))
}

// expDouble is e^x, for x between -746 and 710.
func expDouble(x double) float64 {
	const round = 3 << 51 // adding it leaves no fraction
	k := x.hi*(math.Log2E*(1<<expBits)) + round - round
	n := int(k)
	// r = x - k*ln(2)/64. The leading parts cancel without an error.
	const scale = 1.0 / (1 << expBits)
	u := product(-k, ln2[0]*scale)
	r := sum(x.hi+u.hi, x.lo+(u.lo-k*(ln2[1]*scale)))

	h := r.hi
	h2 := h * h
	q := 1.0/2 + h*(1.0/6) + h2*(1.0/24+h*(1.0/120)+h2*(1.0/720+h*(1.0/5040)))
	s := sum2(h, r.lo+q*h2) // e^r - 1

	t := powTable.exp[n&(1<<expBits-1)]
	p := product(t.hi, s.hi)
	y := sum2(t.hi, p.hi)
	lo := y.lo + (p.lo + math.FMA(t.hi, s.lo, t.lo+t.lo*s.hi))
	if n >>= expBits; n > -1020 && n < 1023 {
		return math.Float64frombits(math.Float64bits(y.hi+lo) + uint64(n)<<52)
	}
	return scale2(sum(y.hi, lo), n)
}

// scale2 is x * 2^n for x about 1, rounded once: also where the result is
// subnormal.
func scale2(x double, n int) float64 {
	if n > 0 {
		return x.hi * 0x1p1000 * math.Float64frombits(uint64(n-1000+1023)<<52)
	}
	// Beside 1, a number below 1 is rounded where a subnormal one has its end.
	const least = -1022
	if n += -least; n > 0 {
		return x.hi * math.Float64frombits(uint64(n+1023)<<52) * 0x1p-1022
	}
	f := math.Float64frombits(uint64(n+1023) << 52)
	if x.hi*f >= 1 {
		return x.hi * f * 0x1p-1022
	}
	s := sum2(1, x.hi*f)
	return (s.hi + (s.lo + x.lo*f) - 1) * 0x1p-1022
}
