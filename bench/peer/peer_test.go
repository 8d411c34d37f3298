package peer

import (
	"context"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
	lua "github.com/yuin/gopher-lua"
)

func open(b *testing.B, sets ...stdlib.Set) *rt.VM {
	vm, err := rt.New(rt.Config{})
	if err != nil {
		b.Fatal(err)
	}
	if err := stdlib.Open(vm, sets...); err != nil {
		b.Fatal(err)
	}
	return vm
}

func BenchmarkNewLuster(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_ = open(b).Close()
	}
}

func BenchmarkNewSafeLuster(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_ = open(b, stdlib.Safe).Close()
	}
}

func BenchmarkNewGopherLua(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		lua.NewState(lua.Options{SkipOpenLibs: true}).Close()
	}
}

func BenchmarkNewSafeGopherLua(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		lua.NewState().Close()
	}
}

// The scripts run b.N times in one loop; that of BenchmarkLoop is empty, and to
// be subtracted.
var scripts = []struct{ name, body string }{
	{"Loop", ""},
	{"Add", "add(i, 1)"},
	{"String", "length('some text')"},
	{"Result", "name()"},
	{"Callback", "apply(f, i)"},
	{"Lua", "f(i)"},
	{"Field", "t.x = t.x + 1"},
	{"Pcall", "pcall(f, i)"},
}

const frame = "local n = ... local f = function(x) return x end local t = {x = 1} for i = 1, n do "

func BenchmarkLuster(b *testing.B) {
	for _, s := range scripts {
		b.Run(s.name, func(b *testing.B) {
			vm := open(b, stdlib.Safe)
			defer vm.Close()
			for name, fn := range map[string]rt.Function{
				"add": func(c *rt.Call) error {
					x, err := c.CheckInt(1)
					if err != nil {
						return err
					}
					y, err := c.CheckInt(2)
					if err != nil {
						return err
					}
					return c.Return1(rt.Int(x + y))
				},
				"length": func(c *rt.Call) error {
					s, err := c.CheckString(1)
					if err != nil {
						return err
					}
					return c.Return1(rt.Int(int64(len(s))))
				},
				"name": func(c *rt.Call) error {
					v, err := c.NewString("a name")
					if err != nil {
						return err
					}
					return c.Return1(v)
				},
				"apply": func(c *rt.Call) error { return c.TailCall(c.Arg(1), c.Arg(2)) },
			} {
				if err := vm.SetGlobal(name, fn); err != nil {
					b.Fatal(err)
				}
			}
			fn, err := vm.Load("=bench", frame+s.body+" end")
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.ResetTimer()
			if _, err := vm.Call(context.Background(), fn, b.N); err != nil {
				b.Fatal(err)
			}
		})
	}
}

func BenchmarkGopherLua(b *testing.B) {
	for _, s := range scripts {
		b.Run(s.name, func(b *testing.B) {
			l := lua.NewState()
			defer l.Close()
			for name, fn := range map[string]lua.LGFunction{
				"add": func(l *lua.LState) int {
					l.Push(lua.LNumber(l.CheckInt(1) + l.CheckInt(2)))
					return 1
				},
				"length": func(l *lua.LState) int {
					l.Push(lua.LNumber(len(l.CheckString(1))))
					return 1
				},
				"name": func(l *lua.LState) int {
					l.Push(lua.LString("a name"))
					return 1
				},
				"apply": func(l *lua.LState) int {
					l.Push(l.Get(1))
					l.Push(l.Get(2))
					l.Call(1, 1)
					return 1
				},
			} {
				l.SetGlobal(name, l.NewFunction(fn))
			}
			fn, err := l.LoadString(frame + s.body + " end")
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.ResetTimer()
			if err := l.CallByParam(lua.P{Fn: fn, Protect: true}, lua.LNumber(b.N)); err != nil {
				b.Fatal(err)
			}
		})
	}
}
