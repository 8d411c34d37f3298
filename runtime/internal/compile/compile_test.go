package compile

// This file defines the tests of the entry point and of debug information.

import (
	"reflect"
	"strings"
	"testing"

	"github.com/lusterlua/luster/runtime/internal/code"
)

func mustCompile(t *testing.T, src string) *code.Proto {
	t.Helper()
	p, err := Compile("=test", src, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestMainChunk(t *testing.T) {
	p := mustCompile(t, "")
	want := []code.UpvalDesc{{Name: "_ENV", InStack: true}}
	if !p.IsVararg || p.NumParams != 0 || p.LineDefined != 0 || !reflect.DeepEqual(p.Upvals, want) {
		t.Errorf("%+v", p)
	}
	if p.Source != "=test" {
		t.Errorf("source %q", p.Source)
	}
}

func TestSkipShebang(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"", ""},
		{"x = 1", "x = 1"},
		{"#!/usr/bin/lua\nx = 1", "\nx = 1"},
		{"#!/usr/bin/lua", ""},
		{"\xef\xbb\xbfx = 1", "x = 1"},
		{"\xef\xbb\xbf# y\r\nx = 1", "\nx = 1"},
		{"\n#", "\n#"},
	} {
		if got := SkipShebang(c.src); got != c.want {
			t.Errorf("%q: %q, want %q", c.src, got, c.want)
		}
	}
}

func TestChunkNames(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"=stdin", "stdin:1: unexpected symbol near '}'"},
		{"@a/b.lua", "a/b.lua:1: unexpected symbol near '}'"},
		{"}", "[string \"}\"]:1: unexpected symbol near '}'"},
		{"}\x00x", "[string \"}\"]:1: unexpected symbol near '}'"},
	} {
		_, err := Compile(c.name, "}", Options{})
		if err == nil || err.Error() != c.want {
			t.Errorf("%q: %v, want %s", c.name, err, c.want)
		}
	}
}

// TestScopes checks that a variable has a name exactly where debug information
// must find it.
func TestScopes(t *testing.T) {
	p := mustCompile(t, "local a = 1\nlocal b, c = a\ndo local a = b end\nlocal function f() end\nfor i = 1, 2 do local x end")
	var got []string
	for _, l := range p.Locals {
		if int(l.EndPC) > len(p.Code) || l.StartPC > l.EndPC {
			t.Errorf("%+v", l)
		}
		got = append(got, l.Name)
	}
	want := "a b c a f (for state) (for state) (for state) i x"
	if strings.Join(got, " ") != want {
		t.Errorf("locals %v, want %s", got, want)
	}
	// At any place, the n-th variable in scope is in register n.
	for pc, i := range p.Code {
		if i.Op() != code.OpClosure {
			continue
		}
		n := 0
		for _, l := range p.Locals {
			if int(l.StartPC) <= pc && pc < int(l.EndPC) {
				n++
			}
		}
		if n != i.A() {
			t.Errorf("%d variables in scope at the CLOSURE of register %d", n, i.A())
		}
	}
}

// TestUpvalueOrder checks the order that debug.getupvalue shows: that of the
// first use.
func TestUpvalueOrder(t *testing.T) {
	p := mustCompile(t, "local a, b <const>, c <close> = 1\nlocal k <const> = 5\n"+
		"function f() g = function() return c, a, k end; return b end")
	want := []code.UpvalDesc{
		{Name: "_ENV", Index: 0},
		{Name: "c", InStack: true, Index: 2, Kind: code.VarClose},
		{Name: "a", InStack: true, Index: 0},
		{Name: "b", InStack: true, Index: 1, Kind: code.VarConst},
	}
	if got := p.Protos[0].Upvals; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	want = []code.UpvalDesc{
		{Name: "c", Index: 1, Kind: code.VarClose},
		{Name: "a", Index: 2},
	}
	if got := p.Protos[0].Protos[0].Upvals; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

// TestLongConstants compiles a function with more constants than 16 bits can
// number; each kind of use must still work.
func TestLongConstants(t *testing.T) {
	src := "local t = {" + numbered("%d.5", ",", 70_000) + "}\n" +
		"x = t.y; t.y = 'z'; t[1] = 'new'; t:m(1.25); local a = t + 70001.5, 70002.5 + t, t == 'w', t & 123456789"
	p := mustCompile(t, src)
	if err := code.Verify(p); err != nil {
		t.Error(err)
	}
}

func BenchmarkCompile(b *testing.B) {
	src := strings.Repeat(`
local function f(a, b)
  local t = {x = a, y = b, 1, 2, 3}
  for i = 1, #t do
    if t[i] > a and t.x ~= b then t.y = t.y + i * 2 end
  end
  return t.x, self:method(a, "string")
end
`, 100)
	src = "do " + strings.ReplaceAll(src, "local function", "function") + " end"
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if _, err := Compile("=b", src, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
