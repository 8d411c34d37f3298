package stdlib

// This file defines the tests of the pattern matcher: fixed expectations, the
// same search under every budget, and a differential fuzz against lua5.4.

import (
	"bytes"
	"fmt"
	"math/rand"
	"os/exec"
	"strings"
	"testing"
)

// matchAll runs one search and renders its outcome: "fail", "error: text" or
// "begin end [captures]", with positions as Lua counts them.
func matchAll(src, pat string, budget int) string {
	var m matcher
	m.reset(pat, nil, true)
	m.seek(0)
	for runs := 0; ; {
		status, left := m.run(src, pat, budget)
		switch status {
		case matchFailed:
			return "fail"
		case matchError:
			return "error: " + m.message()
		case matchFound:
			out := fmt.Sprintf("%d %d", m.begin+1, m.end)
			for i := 0; i < m.level; i++ {
				switch c := m.caps[i]; c.end {
				case capUnfinished:
					return "error: unfinished capture"
				case capPosition:
					out += fmt.Sprintf(" @%d", c.begin+1)
				default:
					out += fmt.Sprintf(" %q", src[c.begin:c.end])
				}
			}
			return out
		case matchMore:
			if left > 0 {
				return "BUG: more with budget left"
			}
			if runs++; runs%16 == 0 {
				m = *m.detach()
			}
		}
	}
}

func TestMatcher(t *testing.T) {
	long := strings.Repeat("a", 100)
	for _, tt := range []struct{ src, pat, want string }{
		{"", "", "1 0"},
		{"abc", "b", "2 2"},
		{"abc", "^b", "fail"},
		{"abc", "()c()", "3 3 @3 @4"},
		{"alo xyzK", "(%w+)K", "5 8 \"xyz\""},
		{"254 K", "(%d*)K", "5 5 \"\""},
		{"alo ", "(%w*)$", "5 4 \"\""},
		{"alo wo", "(%w+)$", "5 6 \"wo\""},
		{"  x y  ", "^%s*(.-)%s*$", "1 7 \"x y\""},
		{"aaab", ".*b", "1 4"},
		{"aaa", ".*a", "1 3"},
		{"aaab", "b-$", "4 4"},
		{"THE (quick) fox", "%((%a+)%)", "5 11 \"quick\""},
		{"f(a(b)c)d", "%b()", "2 8"},
		{"((((", "%b()", "fail"},
		{"THE (quick) fox", "%f[%a]%a+", "1 3"},
		{"aba aba", "(a).-%1", "1 3 \"a\""},
		{"\x00a\x00", "%z", "1 1"},
		{"a]b", "[]]", "2 2"},
		{"a^b", "[%^]", "2 2"},
		{"a-z", "[a-]+", "1 2"},
		{"x", "[a-%%]]", "fail"},
		{"0123", "[^%d]", "fail"},
		{"key = v", "(%w+) = (%w+)", "1 7 \"key\" \"v\""},
		{"x=1", "[%w_]-=", "1 2"},
		{"a,b", "([^,]*),", "1 2 \"a\""},
		{"hello", ".-l", "1 3"},
		{"hello", ".-x", "fail"},
		{"hello", "h?x?e?l+", "1 4"},
		{"aaa", "$", "4 3"},
		{"a$b", "$b", "2 3"},
		{"x", "[a", "error: malformed pattern (missing ']')"},
		{"x", "[]", "error: malformed pattern (missing ']')"},
		{"x", "[^]", "error: malformed pattern (missing ']')"},
		{"x", "[a%]", "error: malformed pattern (missing ']')"},
		{"x", "%", "error: malformed pattern (ends with '%')"},
		{"x", "y%", "fail"},
		{"x", "%b", "error: malformed pattern (missing arguments to '%b')"},
		{"x", "%bx", "error: malformed pattern (missing arguments to '%b')"},
		{"x", "%f", "error: missing '[' after '%f' in pattern"},
		{"x", ")", "error: invalid pattern capture"},
		{"x", "(", "error: unfinished capture"},
		{"x", "%0", "error: invalid capture index %0"},
		{"x", "(%1)", "error: invalid capture index %1"},
		{"x", "()%1", "fail"},
		{"x", strings.Repeat("()", 33), "error: too many captures"},
		{long, strings.Repeat(".?", 80), "1 80"},
		{long, strings.Repeat(".?", 300), "1 100"},
		{strings.Repeat("a", 300), strings.Repeat(".?", 300), "error: pattern too complex"},
		{strings.Repeat("a", 600), strings.Repeat("a", 600), "1 600"},
		{strings.Repeat("ab", 400) + "c", "^" + strings.Repeat("[ab]", 300) + ".-c", "1 801"},
		{strings.Repeat("ab", 400) + "c", strings.Repeat("a*", 3) + strings.Repeat("[ab].", 290) + "(.)b$", "fail"},
		{strings.Repeat("ab", 400) + "c", strings.Repeat("a-", 3) + strings.Repeat("[ab].", 290) + "(a)bc$", "219 801 \"a\""},
	} {
		for _, budget := range []int{1 << 20, 1000, 7, 1} {
			if got := matchAll(tt.src, tt.pat, budget); got != tt.want {
				t.Errorf("%.60q ~ %.60q, budget %d: %s, want %s", tt.src, tt.pat, budget, got, tt.want)
			}
		}
	}
}

// TestMatcherBudget shows that no run of the matcher does much more than it was
// given: the time of one run is bounded whatever the pattern.
func TestMatcherBudget(t *testing.T) {
	a := strings.Repeat("a", 20000)
	for _, tt := range []struct{ src, pat string }{
		{a, ".-.-.-.-.-b$"}, {a, "(a*)%1%1b"}, {strings.Repeat("(", 300000), "%b()"},
		{a, strings.Repeat("a?", 100) + strings.Repeat("a", 100)},
		{a, "%f[" + strings.Repeat("\x01", 20000) + "]"},
		{strings.Repeat("x", 3000), strings.Repeat("x.*", 60) + "y"},
	} {
		var m matcher
		m.reset(tt.pat, nil, true)
		m.seek(0)
		for i := 0; i < 2000; i++ {
			if status, _ := m.run(tt.src, tt.pat, 4096); status != matchMore {
				break
			}
		}
	}
}

// luaOracle runs a Lua program in lua5.4 with the given input and returns the
// lines that it prints, or skips the test. Without input the program may be long.
func luaOracle(t testing.TB, program, input string) []string {
	t.Helper()
	path, err := exec.LookPath("lua5.4")
	if err != nil {
		t.Skip("lua5.4 is not installed")
	}
	cmd := exec.Command(path, "-e", program)
	if input == "" {
		cmd = exec.Command(path, "-")
		input = program
	}
	cmd.Stdin = strings.NewReader(input)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("lua5.4: %v: %s", err, stderr.String())
	}
	return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
}

const findOracle = `
local function unhex(h) return (h:gsub("..", function(x) return string.char(tonumber(x, 16)) end)) end
for line in io.lines() do
  local s, p = line:match("^(%x*) (%x*)$")
  s, p = unhex(s), unhex(p)
  local r = table.pack(pcall(string.find, s, p))
  if not r[1] then print("error: " .. r[2])
  elseif not r[2] then print("fail")
  else
    local out = { r[2] .. " " .. r[3] }
    for i = 4, r.n do
      out[#out + 1] = math.type(r[i]) and "@" .. r[i] or r[i]:gsub(".", function(c) return ("%02x"):format(c:byte()) end)
    end
    print((table.concat(out, " ")))
  end
end`

// randomPattern makes a pattern that is often valid and often matches.
func randomPattern(r *rand.Rand) string {
	var b strings.Builder
	atoms := []string{"a", "b", "c", ".", "%a", "%w", "%d", "%s", "%A", "%.", "[ab]", "[^a]", "[a-c]", "[%a-]", "[]a]", "[%d_]",
		"x", "%x", "%b()", "%bab", "%f[%w]", "%f[^a]", "(", ")", "()", "%1", "%2", "$", "^", "-", "*", "[", "]", "%", "\x00", "%z", "[\x00-b]", "[a-%]]"}
	quant := []string{"", "", "", "*", "+", "-", "?"}
	if r.Intn(4) == 0 {
		b.WriteByte('^')
	}
	open := 0
	for n := r.Intn(8); n > 0; n-- {
		k := r.Intn(len(atoms))
		if r.Intn(3) > 0 {
			k = r.Intn(17) // mostly plain items
		}
		if r.Intn(6) == 0 {
			b.WriteByte('(')
			open++
		}
		b.WriteString(atoms[k])
		b.WriteString(quant[r.Intn(len(quant))])
		if open > 0 && r.Intn(3) == 0 {
			b.WriteByte(')')
			open--
		}
	}
	if r.Intn(10) > 0 {
		b.WriteString(strings.Repeat(")", open))
	}
	if r.Intn(4) == 0 {
		b.WriteByte('$')
	}
	return b.String()
}

func randomSubject(r *rand.Rand) string {
	const letters = "aaabbc(x)1 .-\x00z]"
	b := make([]byte, r.Intn(14))
	for i := range b {
		b[i] = letters[r.Intn(len(letters))]
	}
	return string(b)
}

func TestMatcherAgainstLua(t *testing.T) {
	n := 60000
	if testing.Short() {
		n = 5000
	}
	seed := rand.Int63()
	r := rand.New(rand.NewSource(seed))
	var in strings.Builder
	cases := make([][2]string, n)
	for i := range cases {
		pat := randomPattern(r)
		for !strings.ContainsAny(pat, patternSpecials) { // find would not match but search
			pat = randomPattern(r)
		}
		cases[i] = [2]string{randomSubject(r), pat}
		fmt.Fprintf(&in, "%x %x\n", cases[i][0], cases[i][1])
	}
	want := luaOracle(t, findOracle, in.String())
	bad := 0
	for i, c := range cases {
		for _, budget := range []int{4096, 1 + i%9} {
			got := hexCaptures(matchAll(c[0], c[1], budget))
			if w := luaText(want[i]); got != w {
				t.Errorf("seed %d: %q ~ %q, budget %d: got %s, lua5.4 %s", seed, c[0], c[1], budget, got, w)
				if bad++; bad > 20 {
					t.FailNow()
				}
			}
		}
	}
}

// luaText drops what lua5.4's pcall adds to a message and what 5.4.8 words
// differently from 5.4.4.
func luaText(s string) string {
	s = strings.TrimSuffix(s, " in pattern")
	return strings.ReplaceAll(s, "missing '[' after '%f'", "missing '[' after '%f' in pattern")
}

func hexCaptures(s string) string {
	if strings.HasPrefix(s, "error") {
		return s
	}
	parts := strings.SplitN(s, " ", 3)
	if len(parts) < 3 {
		return s
	}
	out := parts[0] + " " + parts[1]
	rest := parts[2]
	for rest != "" {
		if rest[0] == '@' {
			end := strings.IndexByte(rest+" ", ' ')
			out += " " + rest[:end]
			rest = strings.TrimPrefix(rest[end:], " ")
			continue
		}
		var text string
		n, _ := fmt.Sscanf(rest, "%q", &text)
		if n != 1 {
			return s
		}
		out += fmt.Sprintf(" %x", text)
		rest = strings.TrimPrefix(rest[len(fmt.Sprintf("%q", text)):], " ")
	}
	return out
}

func BenchmarkMatcher(b *testing.B) {
	text := strings.Repeat("alpha = 12345; beta.gamma(12, 'zeta') -- note iota\n", 200)
	for _, pat := range []string{"%a+", "(%w+) = (%d+)", "(%a+)%.(%a+)", "%s+", "^(%a+)%s*=%s*(%d+);", "[^\n]*\n", "note%s+(.-)\n", "%('?[^)]*'%)"} {
		b.Run(pat, func(b *testing.B) {
			b.ReportAllocs()
			var m matcher
			var comp patCompiler
			comp.start(window{pos: patOffset(pat, true)})
			comp.run(pat, 1<<20)
			prog := comp.prog.clone()
			b.SetBytes(int64(len(text)))
			for i := 0; i < b.N; i++ {
				m.reset(pat, prog, true)
				for at := 0; ; at = m.end {
					m.seek(at)
					m.last = at
					if at == 0 {
						m.last = -1
					}
					if s, _ := m.run(text, pat, 1<<30); s != matchFound {
						break
					}
				}
			}
		})
	}
}
