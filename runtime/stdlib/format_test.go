package stdlib

// This file defines the tests of string.format's conversions against lua5.4 and
// against fixed results.

import (
	"fmt"
	"math"
	"math/rand"
	"strings"
	"testing"
)

// formatOne converts one value as string.format does.
func formatOne(spec string, i int64, f float64) string {
	var s formatSpec
	next, ok := s.scan(spec, 0)
	if !ok {
		return "error: too long"
	}
	if next != len(spec) {
		return "error: form"
	}
	flags := flagsFloat
	switch s.conv {
	case 'd', 'i':
		flags = flagsInt
	case 'u':
		flags = flagsUnsigned
	case 'o', 'x', 'X':
		flags = flagsHex
	}
	if !s.check(flags, true) {
		return "error: invalid"
	}
	if flags == flagsFloat {
		return string(s.appendFloat(nil, f))
	}
	return string(s.appendInt(nil, i))
}

func TestFormatNumbers(t *testing.T) {
	for _, tt := range []struct {
		spec string
		f    float64
		want string
	}{
		{"%d", -3, "-3"}, {"%5d", 42, "   42"}, {"%-5d", 42, "42   "}, {"%+05d", 42, "+0042"}, {"% d", 42, " 42"},
		{"%.5d", -42, "-00042"}, {"%08.5d", -42, "  -00042"}, {"%.0d", 0, ""}, {"%+.0d", 0, "+"}, {"%x", -1, "ffffffffffffffff"},
		{"%#x", 255, "0xff"}, {"%#X", 255, "0XFF"}, {"%#x", 0, "0"}, {"%#o", 8, "010"}, {"%#.0o", 0, "0"}, {"%#06x", 255, "0x00ff"},
		{"%.2f", 3.14159, "3.14"}, {"%.0f", 0.5, "0"}, {"%.0f", 1.5, "2"}, {"%.0f", 2.5, "2"}, {"%#.0f", 1, "1."}, {"%.2f", 0.005, "0.01"},
		{"%.1f", 0.25, "0.2"}, {"%5.1f", math.Copysign(0, -1), " -0.0"}, {"%f", 1e15, "1000000000000000.000000"}, {"%.3f", 2.0005, "2.001"}, {"%#g", 999999.5, "1.00000e+06"},
		{"%f", math.Inf(1), "inf"}, {"%05.1f", math.Inf(-1), " -inf"}, {"%+G", math.Inf(1), "+INF"}, {"%.99f", 1.0 / 3, "0.333333333333333314829616256247390992939472198486328125000000000000000000000000000000000000000000000"},
		{"%g", 100000, "100000"}, {"%g", 1e6, "1e+06"}, {"%g", 0.0001, "0.0001"}, {"%g", 0.00001, "1e-05"}, {"%#g", 1, "1.00000"}, {"%#.1g", 1e10, "1.e+10"},
		{"%.3g", 0, "0"}, {"%g", math.Copysign(0, -1), "-0"}, {"%e", 12345.678, "1.234568e+04"}, {"%.0e", 12345.678, "1e+04"}, {"%#.0e", 12345.678, "1.e+04"},
		{"%a", 1, "0x1p+0"}, {"%a", 0.5, "0x1p-1"}, {"%A", 10.75, "0X1.58P+3"}, {"%.0a", 1.5, "0x2p+0"}, {"%.1a", 1.03125, "0x1.0p+0"}, {"%.15a", 1, "0x1.000000000000000p+0"},
		{"%a", 5e-324, "0x0.0000000000001p-1022"}, {"%a", 0, "0x0p+0"}, {"%10.2a", -1, "-0x1.00p+0"}, {"%015.2a", -1, "-0x000001.00p+0"}, {"%#a", 1, "0x1.p+0"},
		{"%123d", 1, "error: invalid"}, {"%.123f", 1, "error: invalid"}, {"%#d", 1, "error: invalid"}, {"%+x", 1, "error: invalid"}, {"%0000000000000000000000d", 1, "error: too long"},
	} {
		if got := formatOne(tt.spec, int64(tt.f), tt.f); got != tt.want {
			t.Errorf("%s of %v: %q, want %q", tt.spec, tt.f, got, tt.want)
		}
	}
}

func TestTostringFloat(t *testing.T) {
	for f, want := range map[float64]string{
		1: "1.0", -1: "-1.0", 0.1: "0.1", 1e15: "1e+15", 1e14: "1e+14", 123456789012345: "1.2345678901234e+14", 99999999999999: "99999999999999.0", 3.14159265358979: "3.1415926535898",
		math.Inf(1): "inf", math.Inf(-1): "-inf", 1e100: "1e+100", -1e-7: "-1e-07", 5e-324: "4.9406564584125e-324", 1e99: "1e+99",
	} {
		if got := string(appendTostring(nil, f)); got != want {
			t.Errorf("tostring(%v) = %q, want %q", f, got, want)
		}
	}
	if got := string(appendTostring(nil, math.Copysign(0, -1))); got != "-0.0" {
		t.Errorf("tostring(-0.0) = %q", got)
	}
	if got := string(appendTostring(nil, math.NaN())); got != "nan" {
		t.Errorf("tostring(nan) = %q", got)
	}
}

func TestQuoted(t *testing.T) {
	if got := string(appendQuoted(nil, "a\"\\\n\x00\x001\x7f\xff", 0)); got != "a\\\"\\\\\\\n\\0\\0001\\127\xff" {
		t.Errorf("%q", got)
	}
	if got := string(appendQuoted(nil, "\x01", '5')); got != "\\001" {
		t.Errorf("%q", got)
	}
	if got := string(appendQuotedFloat(nil, 0.1)); got != "0x1.999999999999ap-4" {
		t.Errorf("%q", got)
	}
}

const formatOracle = `
for line in io.lines() do
  local spec, v = line:match("^(%S+) (.*)$")
  spec = spec:gsub("_", " ")
  v = spec:find("[diuoxX]$") and math.tointeger(tonumber(v)) or tonumber(v)
  if v ~= v then v = 0/0 end
  local ok, r = pcall(string.format, spec, v)
  if ok then print(r) else
    print(r:find("too long") and "error: too long" or "error: invalid")
  end
end`

func randomSpec(r *rand.Rand) string {
	var b strings.Builder
	b.WriteByte('%')
	conv := "ddioxXuaAeEfffgggG"[r.Intn(18)]
	flags := flagsFloat
	switch conv {
	case 'd', 'i':
		flags = flagsInt
	case 'u':
		flags = flagsUnsigned
	case 'o', 'x', 'X':
		flags = flagsHex
	}
	for r.Intn(2) == 0 {
		b.WriteByte(flags[r.Intn(len(flags))])
	}
	if r.Intn(2) == 0 {
		fmt.Fprintf(&b, "%d", r.Intn(30))
	}
	switch r.Intn(4) {
	case 0:
		fmt.Fprintf(&b, ".%d", r.Intn(25))
	case 1:
		fmt.Fprintf(&b, ".%d", r.Intn(5))
	case 2:
		if r.Intn(9) == 0 {
			b.WriteByte('.')
		}
	}
	b.WriteByte(conv)
	return b.String()
}

func randomFloat(r *rand.Rand) float64 {
	switch r.Intn(8) {
	case 0:
		return math.Float64frombits(r.Uint64())
	case 1:
		return float64(r.Intn(2000)-1000) / 8
	case 2:
		return float64(r.Intn(2000001)-1000000) / 1000
	case 3:
		return float64(r.Intn(100))
	case 4:
		return []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), 5e-324, math.MaxFloat64, 0.5, 1.5, 2.5, 1e15, 1e16, 1e22, 9.9995, 0.00001, 0.0001, 999999.5}[r.Intn(17)]
	case 5:
		return r.NormFloat64() * math.Pow(10, float64(r.Intn(40)-20))
	case 6:
		return float64(r.Int63())
	}
	return r.NormFloat64()
}

func TestFormatAgainstLua(t *testing.T) {
	n := 80000
	if testing.Short() {
		n = 8000
	}
	seed := rand.Int63()
	r := rand.New(rand.NewSource(seed))
	type one struct {
		spec string
		i    int64
		f    float64
	}
	cases := make([]one, n)
	var in strings.Builder
	for i := range cases {
		c := one{randomSpec(r), r.Int63() >> uint(r.Intn(64)), randomFloat(r)}
		if strings.HasSuffix(strings.ToLower(c.spec), "g") {
			// glibc loses the zeros that "%#g" keeps if rounding carries into the exponent.
			c.spec = strings.ReplaceAll(c.spec, "#", "")
		}
		if r.Intn(2) == 0 {
			c.i = -c.i
		}
		if r.Intn(50) == 0 {
			c.i = math.MinInt64
		}
		cases[i] = c
		spec := strings.ReplaceAll(c.spec, " ", "_")
		if strings.IndexByte("diuoxX", spec[len(spec)-1]) >= 0 {
			fmt.Fprintf(&in, "%s %#x\n", spec, uint64(c.i))
		} else {
			switch {
			case math.IsNaN(c.f):
				fmt.Fprintf(&in, "%s 0x7ff\n", spec)
				cases[i].f = 0x7ff
			case math.IsInf(c.f, 0):
				fmt.Fprintf(&in, "%s %s1e9999\n", spec, map[bool]string{true: "-"}[c.f < 0])
			default:
				fmt.Fprintf(&in, "%s %x\n", spec, c.f)
			}
		}
	}
	want := luaOracle(t, formatOracle, in.String())
	bad := 0
	for i, c := range cases {
		if got := formatOne(c.spec, c.i, c.f); got != want[i] {
			t.Errorf("seed %d: %q of %d / %x: %q, lua5.4 %q", seed, c.spec, c.i, c.f, got, want[i])
			if bad++; bad > 20 {
				t.FailNow()
			}
		}
	}
}

func BenchmarkFormatNumbers(b *testing.B) {
	for _, spec := range []string{"%d", "%5d", "%.2f", "%g", "%.14g", "%5.1f"} {
		b.Run(spec, func(b *testing.B) {
			b.ReportAllocs()
			buf := make([]byte, 0, 128)
			for i := 0; i < b.N; i++ {
				var s formatSpec
				s.scan(spec, 0)
				s.check(flagsFloat, true)
				if s.conv == 'd' {
					buf = s.appendInt(buf[:0], int64(i))
				} else {
					buf = s.appendFloat(buf[:0], float64(i)/4)
				}
			}
		})
	}
}
