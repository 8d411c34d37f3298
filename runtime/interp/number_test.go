package interp

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"github.com/lusterlua/luster/runtime/gc"
)

var edgeInts = []int64{
	0, 1, -1, 2, -2, 3, -3, 7, -7, 10, 63, 64, 65, -63, -64, -65, 1 << 31, 1 << 32, 1<<53 - 1, 1 << 53, 1<<53 + 1,
	-(1 << 53), -(1<<53 + 1), math.MaxInt64, math.MaxInt64 - 1, math.MinInt64, math.MinInt64 + 1, 1 << 62,
}

var edgeFloats = []float64{
	0, math.Copysign(0, -1), 0.5, -0.5, 1, -1, 1.5, -1.5, 3, -3, 0.1, 1e14, 1e15, 1e16, 123456.789, 1e100, -1e100,
	1 << 53, 1<<53 + 2, -(1 << 53), 0x1p63, -0x1p63, 0x1.fffffffffffffp62, 0x1p64, 5e-324, 1e-5, 1e-4,
	99999999999999, 999999999999999, 3.14159265358979, math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN(),
	math.Float64frombits(0xfff8000000000000),
}

func TestIntegerDivision(t *testing.T) {
	for _, a := range edgeInts {
		for _, b := range edgeInts {
			if b == 0 {
				continue
			}
			q, m := new(big.Int), new(big.Int)
			x, y := big.NewInt(a), big.NewInt(b)
			q.DivMod(x, y, m) // Euclidean: for a negative divisor not yet rounded down
			if m.Sign() != 0 && b < 0 {
				q.Sub(q, big.NewInt(1))
				m.Add(m, y)
			}
			if a == math.MinInt64 && b == -1 {
				q = big.NewInt(math.MinInt64) // wraps around
			}
			if got := idiv(a, b); got != q.Int64() {
				t.Errorf("%d // %d = %d, want %v", a, b, got, q)
			}
			if got := imod(a, b); got != m.Int64() {
				t.Errorf("%d %% %d = %d, want %v", a, b, got, m)
			}
		}
	}
}

func TestShifts(t *testing.T) {
	for _, a := range edgeInts {
		for _, n := range edgeInts {
			want := int64(0)
			if n >= 0 && n < 64 {
				want = int64(uint64(a) << n)
			} else if n < 0 && n > -64 {
				want = int64(uint64(a) >> -n)
			}
			if got := shl(a, n); got != want {
				t.Errorf("%d << %d = %d, want %d", a, n, got, want)
			}
			if n != math.MinInt64 && shr(a, -n) != want || n == math.MinInt64 && shr(a, n) != 0 {
				t.Errorf("%d >> %d", a, -n)
			}
		}
	}
}

// exact compares a and b as numbers, without rounding; ok is false for NaN.
func exact(a, b Value) (cmp int, ok bool) {
	x, ok1 := exactly(a)
	y, ok2 := exactly(b)
	if !ok1 || !ok2 {
		return 0, false
	}
	return x.Cmp(y), true
}

func exactly(v Value) (*big.Float, bool) {
	f := new(big.Float).SetPrec(2000)
	if i, ok := v.AsInt(); ok {
		return f.SetInt64(i), true
	}
	if v.float() != v.float() {
		return nil, false
	}
	return f.SetFloat64(v.float()), true
}

func TestComparisons(t *testing.T) {
	var vals []Value
	for _, i := range edgeInts {
		vals = append(vals, Int(i), Float(float64(i)), Float(float64(i)+0.5))
	}
	for _, f := range edgeFloats {
		vals = append(vals, Float(f))
	}
	for _, a := range vals {
		for _, b := range vals {
			cmp, ok := exact(a, b)
			if got := ltNumber(a, b); got != (ok && cmp < 0) {
				t.Errorf("%v < %v is %v", a, b, got)
			}
			if got := leNumber(a, b); got != (ok && cmp <= 0) {
				t.Errorf("%v <= %v is %v", a, b, got)
			}
			if got := RawEquals(a, b); got != (ok && cmp == 0) {
				t.Errorf("%v == %v is %v", a, b, got)
			}
		}
	}
}

func TestFloatToInt(t *testing.T) {
	check := func(name string, f float64, got int64, ok bool, want float64) {
		t.Helper()
		fits := want >= -0x1p63 && want < 0x1p63
		if ok != fits || ok && float64(got) != want {
			t.Errorf("%s(%v) = %d, %v", name, f, got, ok)
		}
	}
	for _, f := range edgeFloats {
		i, ok := floatToIntFloor(f)
		check("floor", f, i, ok, math.Floor(f))
		i, ok = floatToIntCeil(f)
		check("ceil", f, i, ok, math.Ceil(f))
		i, ok = floatToInt(f)
		want := f
		if f != math.Floor(f) {
			want = math.Inf(1)
		}
		check("exact", f, i, ok, want)
	}
}

func TestFloatMod(t *testing.T) {
	want := func(a, b float64) float64 {
		r := math.Mod(a, b)
		if r > 0 && b < 0 || r < 0 && b > 0 {
			r += b
		}
		return r
	}
	check := func(a, b float64) {
		t.Helper()
		got, want := fmod(a, b), want(a, b)
		if got != got && want != want {
			return
		}
		if math.Float64bits(got) != math.Float64bits(want) {
			t.Errorf("%v %% %v = %v, want %v", a, b, got, want)
		}
	}
	for _, a := range edgeFloats {
		for _, b := range edgeFloats {
			check(a, b)
		}
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range 200000 {
		a := math.Float64frombits(r.Uint64())
		b := a * math.Ldexp(r.Float64()-0.5, r.IntN(80)-60)
		check(a, b)
		check(float64(r.IntN(1000)), float64(r.IntN(100)-50))
		check(r.NormFloat64()*100, float64(r.IntN(20))/10)
		check(float64(r.IntN(100))*0.1, 0.1)
	}
}

func TestForLoop(t *testing.T) {
	tests := []struct {
		init  int64
		limit Value
		step  int64
		want  uint64 // runs
	}{
		{1, Int(10), 1, 10}, {1, Int(10), 3, 4}, {1, Int(0), 1, 0}, {10, Int(1), -3, 4}, {1, Float(2.9), 1, 2},
		{1, Float(-2.9), -1, 4}, {1, Float(math.Inf(1)), -1, 0}, {1, Float(math.Inf(-1)), 1, 0},
		{1, Float(math.NaN()), 1, 0}, {1, Float(math.NaN()), -1, 1<<63 + 2}, {math.MaxInt64 - 1, Float(math.Inf(1)), 1, 2},
		{math.MinInt64, Int(math.MinInt64), -1, 1}, {math.MaxInt64, Int(math.MinInt64), math.MinInt64, 2},
		{math.MinInt64, Int(math.MaxInt64), math.MaxInt64, 3}, {5, Int(5), math.MinInt64, 1},
	}
	for _, test := range tests {
		limit, skip, ok := forLimit(test.init, test.limit, test.step)
		if !ok {
			t.Errorf("%+v: limit refused", test)
			continue
		}
		runs := uint64(0)
		if !skip {
			runs = forCount(test.init, limit, test.step) + 1
		}
		if runs != test.want {
			t.Errorf("for i = %d, %v, %d runs %d times, want %d", test.init, test.limit, test.step, runs, test.want)
		}
	}
	if _, _, ok := forLimit(1, Bool(true), 1); ok {
		t.Error("a boolean as limit")
	}
}

func TestNumberText(t *testing.T) {
	for text, v := range map[string]Value{
		"0": Int(0), "-9223372036854775808": Int(math.MinInt64), "9223372036854775807": Int(math.MaxInt64),
		"0.0": Float(0), "-0.0": Float(math.Copysign(0, -1)), "1.0": Float(1), "-1.0": Float(-1), "0.1": Float(0.1),
		"1e+15": Float(1e15), "1e+14": Float(1e14), "99999999999999.0": Float(99999999999999), "1e+100": Float(1e100),
		"1e-05": Float(1e-5), "0.0001": Float(1e-4), "3.1415926535898": Float(math.Pi), "inf": Float(math.Inf(1)),
		"-inf": Float(math.Inf(-1)), "nan": Float(math.NaN()), "-nan": Float(math.Float64frombits(0xfff8000000000000)),
		"9.2233720368548e+18": Float(0x1p63), "123456.789": Float(123456.789), "4.9406564584125e-324": Float(5e-324),
		"1.7976931348623e+308": Float(math.MaxFloat64), "9.007199254741e+15": Float(1 << 53),
	} {
		if got := string(appendNumber(nil, v)); got != text {
			t.Errorf("got %q, want %q", got, text)
		}
	}
	buf := make([]byte, 0, maxText)
	for _, v := range []Value{Int(math.MinInt64), Float(0.1), Float(1e300), Float(7), Float(math.NaN())} {
		if n := testing.AllocsPerRun(100, func() { appendNumber(buf, v) }); n != 0 {
			t.Errorf("%v allocations for %s", n, appendNumber(nil, v))
		}
	}
}

// numerals are texts that tonumber accepts or just refuses.
var numerals = []string{
	"", " ", "0", "-0", "+0", "1", "  12  ", "\t\n\v\f\r5\r", "1 2", "--1", "+-1", "- 1", "1-", "1_000", "१",
	"9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
	"99999999999999999999999", "0x", "0x0", "0xg", "0xff", "-0xFf", "0x7fffffffffffffff", "0xffffffffffffffff",
	"0x1ffffffffffffffff", "-0x1", "0x-1", "0X1P4", "0x1p", "0x1p+", "0x1p-4", "0x.8", "0x8.", "0x.", "0x.p1", "0xA.8p0",
	"0x1.8", "0x1.8p1", "0x1.8p 1", "0x_1p0", "0x1_0p0", "0x1.fffffffffffff8p0", "0x1.fffffffffffff7ffffffffffp0",
	"0x0.000000000000000000000000000001p100", "0x1p2000", "0x1p-2000", "0x1p99999999999", "1e", "1e+", "1e5", "1E-5",
	".5", "5.", ".", "-.5", "+5.e1", ".e1", "1e999", "-1e999", "1e-999", "1e99999999999999", "1.5e3", "0.1", "1.0",
	"inf", "nan", "-inf", "Infinity", "0x1n", "1n", "1f", "0b1", "0o7", "1e5x", "1.2.3", "1,5", "0x1.2.3", "1e1.5",
	"3.14159265358979323846264338327950288", "2.2250738585072011e-308", "179769313486231580793728971405301e276",
	"0e0", "0x0p0", "-0x0", "-0.0", "-0x0p0", "00012", "0x00012", "1 \x00", "\x001", "0x1\x00", "1\x00",
}

func TestParseNumber(t *testing.T) {
	for text, want := range map[string]Value{
		"": Nil, "10": Int(10), " -0x10 ": Int(-16), "1e1": Float(10), "0x1p4": Float(16), ".5": Float(0.5), "5.": Float(5),
		"9223372036854775808": Float(0x1p63), "-9223372036854775808": Int(math.MinInt64), "0xffffffffffffffff": Int(-1),
		"0x1ffffffffffffffff": Int(-1), "1e999": Float(math.Inf(1)), "inf": Nil, "nan": Nil, "0x": Nil, "1e": Nil, "1\x00": Nil,
		"0x.1": Float(1. / 16), "0xA.8": Float(10.5), "1_0": Nil, "0x1_0p0": Nil,
	} {
		got, ok := ParseNumber(text)
		if got != want || ok == want.IsNil() {
			t.Errorf("%q: got %v %v, want %v", text, got, ok, want)
		}
	}
	if v, ok := ParseNumber("1" + strings.Repeat("0", 300)); !ok || v != Float(1e300) {
		t.Error("a long numeral")
	}
	for _, text := range []string{"12", "-12", "0x1F", "1.5", "1e10"} {
		if n := testing.AllocsPerRun(100, func() { ParseNumber(text) }); n != 0 {
			t.Errorf("%v allocations for %q", n, text)
		}
	}
}

// luaLines runs a program under lua5.4 and returns its lines.
func luaLines(t *testing.T, program string) []string {
	t.Helper()
	lua, err := exec.LookPath("lua5.4")
	if err != nil {
		t.Skip("SKIPPED: lua5.4 is not installed; the comparison with PUC-Rio's implementation did not run")
	}
	cmd := exec.Command(lua, "-")
	cmd.Stdin = strings.NewReader(program)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("lua5.4: %v", err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
}

// luaString writes s as a Lua literal.
func luaString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(s) {
		fmt.Fprintf(&b, "\\%03d", s[i])
	}
	b.WriteByte('"')
	return b.String()
}

// describeNumber writes a value so that no two differ: floats by their bits.
func describeNumber(v Value, ok bool) string {
	switch {
	case !ok:
		return "nil"
	case v.isFloat() && v.float() != v.float():
		return "float nan"
	case v.isFloat():
		return fmt.Sprintf("float %016x", v.u)
	}
	return fmt.Sprintf("integer %d", v.int())
}

const describeLua = `
local function describe(x)
  if math.type(x) == "float" then
    if x ~= x then return "float nan" end
    return string.format("float %016x", (string.unpack("<i8", string.pack("<d", x))))
  end
  if math.type(x) == "integer" then return "integer " .. x end
  return "nil"
end
`

func TestParseNumberAgainstLua(t *testing.T) {
	texts := append([]string(nil), numerals...)
	r := rand.New(rand.NewPCG(5, 5))
	alphabet := "0123456789abcdefxXpPeE.+- _n"
	for range 3000 {
		b := make([]byte, r.IntN(12))
		for i := range b {
			b[i] = alphabet[r.IntN(len(alphabet))]
		}
		texts = append(texts, string(b))
	}
	for range 1000 {
		texts = append(texts, fmt.Sprintf("%d.%de%d", r.Uint64(), r.Uint64(), r.IntN(640)-320),
			fmt.Sprintf("0x%x.%xp%d", r.Uint64()>>r.IntN(64), r.Uint64(), r.IntN(2200)-1100))
	}
	var program strings.Builder
	program.WriteString(describeLua)
	program.WriteString("local texts = {\n")
	for _, x := range texts {
		program.WriteString(luaString(x) + ",\n")
	}
	program.WriteString("}\nfor i = 1, #texts do print(describe(tonumber(texts[i]))) end\n")
	lines := luaLines(t, program.String())
	if len(lines) != len(texts) {
		t.Fatalf("%d lines for %d numerals", len(lines), len(texts))
	}
	for i, x := range texts {
		if got := describeNumber(ParseNumber(x)); got != lines[i] {
			t.Errorf("%q: %s, lua5.4 has %s", x, got, lines[i])
		}
	}
}

func TestNumberTextAgainstLua(t *testing.T) {
	floats := append([]float64(nil), edgeFloats...)
	r := rand.New(rand.NewPCG(6, 6))
	for range 3000 {
		floats = append(floats, math.Float64frombits(r.Uint64()), r.NormFloat64(), float64(r.Int64N(1<<50)),
			math.Trunc(r.NormFloat64()*1e14), math.Pow(10, float64(r.IntN(40)-20)), float64(r.IntN(10000))/100)
	}
	var program strings.Builder
	program.WriteString("local bits = {\n")
	for _, f := range floats {
		fmt.Fprintf(&program, "0x%x,\n", math.Float64bits(f))
	}
	program.WriteString("}\nfor i = 1, #bits do print((string.unpack('<d', string.pack('<i8', bits[i])))) end\n")
	lines := luaLines(t, program.String())
	for i, f := range floats {
		if got := string(AppendFloat(nil, f)); got != lines[i] {
			t.Errorf("%x: %s, lua5.4 has %s", math.Float64bits(f), got, lines[i])
		}
		if got := string(FormatFloat14(nil, f)); got != strings.TrimSuffix(lines[i], ".0") {
			t.Errorf("%x: %%.14g gives %s, lua5.4 has %s", math.Float64bits(f), got, lines[i])
		}
	}
}

func TestArithmeticAgainstLua(t *testing.T) {
	var program strings.Builder
	program.WriteString(describeLua)
	var want []string
	f := func(x float64) string {
		return fmt.Sprintf("string.unpack('<d', string.pack('<i8', 0x%x))", math.Float64bits(x))
	}
	for _, a := range edgeFloats {
		for _, b := range edgeFloats {
			fmt.Fprintf(&program, "do local a, b = (%s), (%s) print(describe(a %% b), describe(a // b)) end\n", f(a), f(b))
			want = append(want, describeNumber(Float(fmod(a, b)), true)+"\t"+describeNumber(Float(fdiv(a, b)), true))
		}
	}
	for i, line := range luaLines(t, program.String()) {
		if line != want[i] {
			t.Errorf("%v and %v: %s, lua5.4 has %s", edgeFloats[i/len(edgeFloats)], edgeFloats[i%len(edgeFloats)], want[i], line)
		}
	}
}

func TestConversionsOfValues(t *testing.T) {
	s := newTestStore(t, gc.Config{})
	tests := []struct {
		v   Value
		i   int64
		ok  bool
		f   float64
		fok bool
	}{
		{Int(3), 3, true, 3, true}, {Float(3), 3, true, 3, true}, {Float(3.5), 0, false, 3.5, true},
		{s.string("10"), 10, true, 10, true}, {s.string("0x10"), 16, true, 16, true}, {s.string("1e1"), 10, true, 10, true},
		{s.string("1.5"), 0, false, 1.5, true}, {s.string("x"), 0, false, 0, false}, {Bool(true), 0, false, 0, false},
		{Nil, 0, false, 0, false}, {Float(math.Inf(1)), 0, false, math.Inf(1), true},
	}
	for _, test := range tests {
		if i, ok := ToInteger(test.v); ok != test.ok || ok && i != test.i {
			t.Errorf("ToInteger(%v) = %d, %v", test.v, i, ok)
		}
		if f, ok := ToFloat(test.v); ok != test.fok || ok && f != test.f {
			t.Errorf("ToFloat(%v) = %v, %v", test.v, f, ok)
		}
	}
}
