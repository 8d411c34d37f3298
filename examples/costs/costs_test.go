package costs_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/lusterlua/luster/examples/costs"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// byHand are the functions of the module, written by hand with the checks that a
// careful author makes.
var byHand = map[string]rt.Function{
	"add": func(c *rt.Call) error {
		a, err := c.CheckInt(1)
		if err != nil {
			return err
		}
		b, err := c.CheckInt(2)
		if err != nil {
			return err
		}
		return c.Return1(rt.Int(a + b))
	},
	"move": func(c *rt.Call) error {
		u, ok := c.Arg(1).AsUserdata()
		if !ok {
			return c.TypeError(1, "costs.Body")
		}
		b, ok := u.Data(c.VM()).(*costs.Body)
		if !ok {
			return c.TypeError(1, "costs.Body")
		}
		dx, err := c.CheckFloat(2)
		if err != nil {
			return err
		}
		dy, err := c.CheckFloat(3)
		if err != nil {
			return err
		}
		return c.Return1(rt.Int(int64(b.Move(dx, dy))))
	},
	"length": func(c *rt.Call) error {
		s, err := c.CheckString(1)
		if err != nil {
			return err
		}
		return c.Return1(rt.Int(int64(costs.Length(s))))
	},
	"name": func(c *rt.Call) error {
		n, err := c.CheckInt(1)
		if err != nil {
			return err
		}
		v, err := c.NewString(costs.Name(int(n)))
		if err != nil {
			return err
		}
		return c.Return1(v)
	},
	"check": func(c *rt.Call) error {
		n, err := c.CheckInt(1)
		if err != nil {
			return err
		}
		r, err := costs.Check(int(n))
		if err != nil {
			return err
		}
		return c.Return1(rt.Int(int64(r)))
	},
	"apply": func(c *rt.Call) error { return c.TailCall(c.Arg(2), c.Arg(1)) },
}

func newVM(tb testing.TB) *rt.VM {
	tb.Helper()
	vm, err := rt.New(rt.Config{Seed: 1})
	if err == nil {
		err = stdlib.Open(vm, stdlib.Safe)
	}
	if err == nil {
		err = costs.OpenLua(vm)
	}
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = vm.Close() })
	hand, err := vm.NewTable(0, len(byHand))
	if err != nil {
		tb.Fatal(err)
	}
	for name, fn := range byHand {
		f, err := vm.NewFunc(name, fn)
		if err == nil {
			err = hand.RawSetString(vm, name, f.Value())
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := vm.SetGlobal("hand", hand); err != nil {
		tb.Fatal(err)
	}
	return vm
}

// calls are the loops' bodies: by generated wrappers, and by hand.
var calls = []struct{ name, generated, hand string }{
	{"empty", "", ""},
	{"add", "add(i, 1)", "hadd(i, 1)"},
	{"method", "body:move(1.5, 2)", "hmove(body, 1.5, 2)"},
	{"string argument", "length('sixteen bytes...')", "hlength('sixteen bytes...')"},
	{"string result", "name(i)", "hname(i)"},
	{"error result", "check(i)", "hcheck(i)"},
	{"error raised", "pcall(check, -1)", "pcall(hcheck, -1)"},
	{"callback", "apply(i, id)", "happly(i, id)"},
}

const prelude = `
local add, length, name, check, apply = costs.add, costs.length, costs.name, costs.check, costs.apply
local hadd, hmove, hlength, hname, hcheck, happly = hand.add, hand.move, hand.length, hand.name, hand.check, hand.apply
local body, pcall = costs.Body.new(), pcall
local function id(x) return x end
local n = ...
`

func loop(body string) string { return prelude + "for i = 1, n do " + body + " end" }

// BenchmarkCall runs each call b.N times in a loop of Lua; "empty" is the loop.
func BenchmarkCall(b *testing.B) {
	for _, c := range calls {
		for _, v := range []struct{ kind, body string }{{"generated", c.generated}, {"hand", c.hand}} {
			b.Run(fmt.Sprintf("%s/%s", c.name, v.kind), func(b *testing.B) {
				vm := newVM(b)
				b.ReportAllocs()
				b.ResetTimer()
				if _, err := vm.Run(context.Background(), "=bench", loop(v.body), b.N); err != nil {
					b.Fatal(err)
				}
			})
		}
	}
}

// TestNumbersDoNotAllocate: calls with numbers and short strings that exist
// already leave Go's allocator alone.
func TestNumbersDoNotAllocate(t *testing.T) {
	for _, c := range calls {
		switch c.name {
		case "add", "method", "error result":
		default:
			continue
		}
		vm := newVM(t)
		run := func(n int) float64 {
			return testing.AllocsPerRun(5, func() {
				if _, err := vm.Run(context.Background(), "=t", loop(c.generated), n); err != nil {
					t.Fatal(err)
				}
			})
		}
		if few, many := run(10), run(10_000); many > few+10 {
			t.Errorf("%s: %.0f allocations for 10 calls, %.0f for 10,000", c.name, few, many)
		}
	}
}
