package stdlib

// This file defines the tests of the UTF-8 code.

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
)

func TestUTF8RoundTrip(t *testing.T) {
	for _, code := range []uint32{0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xD800, 0xFFFF, 0x10000, 0x10FFFF, 0x110000, 0x1FFFFF, 0x200000, 0x3FFFFFF, 0x4000000, 0x7FFFFFFF} {
		s := string(appendUTF8(nil, code))
		if got, n := decodeUTF8(s, 0, false); got != code || n != len(s) {
			t.Errorf("%x: %x, read as %x of %d bytes", code, s, got, n)
		}
		_, n := decodeUTF8(s, 0, true)
		if bad := code > maxUnicode || code >= 0xD800 && code < 0xE000; bad != (n == 0) {
			t.Errorf("%x: strict size %d", code, n)
		}
	}
}

func TestUTF8AgainstLua(t *testing.T) {
	r := rand.New(rand.NewSource(rand.Int63()))
	var in strings.Builder
	cases := make([]string, 20000)
	for i := range cases {
		b := appendUTF8(nil, uint32(r.Int63n(1<<uint(1+r.Intn(31)))))
		for r.Intn(3) == 0 {
			b[r.Intn(len(b))] = byte(r.Intn(256))
		}
		if r.Intn(4) == 0 {
			b = b[:1+r.Intn(len(b))]
		}
		cases[i] = string(b)
		fmt.Fprintf(&in, "%x\n", b)
	}
	want := luaOracle(t, `for line in io.lines() do
		local s = line:gsub("..", function(x) return string.char(tonumber(x, 16)) end)
		local ok, a = pcall(utf8.codepoint, s, 1, 1)
		local ok2, b = pcall(utf8.codepoint, s, 1, 1, true)
		print((ok and a or "bad") .. " " .. (ok2 and b or "bad")) end`, in.String())
	show := func(code uint32, n int) string {
		if n == 0 {
			return "bad"
		}
		return fmt.Sprint(code)
	}
	for i, s := range cases {
		got := show(decodeUTF8(s, 0, true)) + " " + show(decodeUTF8(s, 0, false))
		if got != want[i] {
			t.Errorf("%x: %s, lua5.4 %s", s, got, want[i])
		}
	}
}
