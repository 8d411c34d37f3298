package runtime_test

import (
	"context"
	"math"
	"reflect"
	"strings"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// thing is a host type, bound by hand as generated code does it.
type thing struct {
	N    int
	hook rt.Value
	next *thing
}

func (x *thing) TraceGC(t *gc.Tracer) {
	x.hook.TraceGC(t)
	if x.next != nil {
		t.Walk(x.next)
	}
}

// stranger is never bound.
type stranger struct{}

func add(c *rt.Call) error {
	a1, bad := rt.FromInt[int](c, c.Arg(1))
	if bad != nil {
		return bad.Arg(c, 1, "a", "test.add")
	}
	a2, bad := rt.FromInt[int](c, c.Arg(2))
	if bad != nil {
		return bad.Arg(c, 2, "b", "test.add")
	}
	return c.Return1(rt.Int(int64(a1 + a2)))
}

func thingMethodGrow(c *rt.Call) error {
	x, bad := rt.FromHost[thing](c, c.Arg(1))
	if bad != nil {
		return bad.Arg(c, 1, "self", "test.Thing:grow")
	}
	a1, bad := rt.FromInt[int](c, c.Arg(2))
	if bad != nil {
		return bad.Arg(c, 2, "by", "test.Thing:grow")
	}
	x.N += a1
	rt.Touch(c, c.Arg(1))
	return c.Return1(rt.Int(int64(x.N)))
}

func thingGetN(c *rt.Call) error {
	x, bad := rt.FromHost[thing](c, c.Arg(1))
	if bad != nil {
		return bad.Arg(c, 1, "self", "test.Thing.n")
	}
	return c.Return1(rt.Int(int64(x.N)))
}

func thingSetHook(c *rt.Call) error {
	x, bad := rt.FromHost[thing](c, c.Arg(1))
	if bad != nil {
		return bad.Arg(c, 1, "self", "test.Thing.hook")
	}
	x.hook = c.Arg(3)
	rt.Touch(c, c.Arg(1))
	return nil
}

// bound are the things that functions of the module return.
var bound = &thing{N: 7}

var thingType = rt.HostType{
	Name: "test.Thing", Short: "Thing", Go: rt.HostOf[thing](), Traced: true,
	Statics: []rt.Member{
		{Name: "new", Fn: func(c *rt.Call) error { return push(c, &thing{}) }},
		{Name: "same", Fn: func(c *rt.Call) error { return push(c, bound) }},
		{Name: "none", Fn: func(c *rt.Call) error { return push(c, nil) }},
		{Name: "stranger", Fn: func(c *rt.Call) error {
			_, err := rt.ToHost(c, &stranger{})
			return err
		}},
	},
	Methods: []rt.Member{{Name: "grow", Fn: thingMethodGrow}},
	Getters: []rt.Member{{Name: "n", Fn: thingGetN}},
	Setters: []rt.Member{{Name: "hook", Fn: thingSetHook}},
}

func push(c *rt.Call, x *thing) error {
	v, err := rt.ToHost(c, x)
	if err != nil {
		return err
	}
	return c.Return1(v)
}

var testModule = rt.Module{
	Name: "test.deep", Global: true,
	Types: []*rt.HostType{&thingType},
	Funcs: []rt.Member{{Name: "add", Fn: add}},
	Consts: func() []rt.Const {
		return []rt.Const{{Name: "PI", Value: rt.Float(math.Pi)}, {Name: "S", Text: "s", IsText: true}}
	},
}

func boundVM(t testing.TB) *rt.VM {
	t.Helper()
	vm, err := rt.New(rt.Config{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = vm.Close() })
	for _, err := range []error{stdlib.Open(vm, stdlib.Safe), rt.OpenModule(vm, &testModule), rt.OpenModule(vm, &testModule)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return vm
}

func script(t testing.TB, vm *rt.VM, src string) {
	t.Helper()
	if _, err := vm.Run(context.Background(), "=script", src); err != nil {
		t.Fatal(err)
	}
}

func TestBoundModule(t *testing.T) {
	vm := boundVM(t)
	script(t, vm, `
		local m = test.deep
		assert(m.add(1, 2) == 3 and m.PI > 3 and m.S == "s")
		local x = m.Thing.new()
		assert(x:grow(3) == 3 and x.n == 3)
		assert(m.Thing.same() == m.Thing.same() and rawequal(m.Thing.same(), m.Thing.same()))
		assert(m.Thing.none() == nil and m.Thing.new() ~= m.Thing.new())
		assert(getmetatable(x) == "test.Thing" and not pcall(setmetatable, x, {}))
		local function fails(want, f, ...)
			local ok, err = pcall(f, ...)
			assert(not ok and err:find(want, 1, true), err)
		end
		fails("module of type runtime_test.stranger is not open", m.Thing.stranger)
		fails("bad argument #2 ('b') to 'test.add' (integer expected, got no value)", m.add, 1)
		fails("test.Thing has no member 'grwo' (did you mean 'grow'?)", function() x:grwo() end)
		fails("test.Thing has no field 'hok' (did you mean 'hook'?)", function() x.hok = 1 end)
		fails("'n' of test.Thing cannot be assigned", function() x.n = 1 end)
		fails("'grow' of test.Thing cannot be assigned", function() x.grow = 1 end)
		fails("test.Thing has no member of type number", function() return x[1] end)
		fails("test.Thing has no member 'nwe' (did you mean 'new'?)", function() return m.Thing.nwe end)
		fails("bad argument #1 ('self') to 'test.Thing:grow' (test.Thing expected, got table)", x.grow, {}, 1)`)
}

// TestIdentityIsWeak: the table of userdata by pointer keeps nothing alive, and a
// pointer whose userdata is gone gets a new one.
func TestIdentityIsWeak(t *testing.T) {
	vm := boundVM(t)
	count := func() (n int) {
		_ = vm.Collect()
		_ = vm.Collect()
		vm.Heap().Each(func(_ uintptr, _ gc.Header, name string) {
			if name == "userdata" {
				n++
			}
		})
		return n
	}
	before := count()
	script(t, vm, `for i = 1, 100 do local x = test.deep.Thing.new() x.hook = function() return x end end`)
	if n := count(); n != before {
		t.Errorf("%d userdata, %d before", n, before)
	}
	script(t, vm, `
		key = { [test.deep.Thing.same()] = "found" }
		local weak = setmetatable({ test.deep.Thing.new() }, { __mode = "v" })
		collectgarbage() collectgarbage()
		assert(weak[1] == nil)
		assert(key[test.deep.Thing.same()] == "found")`)
	script(t, vm, `key = nil collectgarbage() collectgarbage() assert(test.deep.Thing.same().n == 7)`)
}

// TestForeignUserdata: a host value of one VM is refused by another.
func TestForeignUserdata(t *testing.T) {
	a, b := boundVM(t), boundVM(t)
	script(t, a, `x = test.deep.Thing.new()`)
	x, err := a.Global("x")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.SetGlobal("x", x.Value()); err == nil || !strings.Contains(err.Error(), rt.ErrForeign.Error()) {
		t.Errorf("got %v, want ErrForeign", err)
	}
	_ = a.Close()
	if err := rt.OpenModule(a, &testModule); err == nil {
		t.Error("a module opens in a closed VM")
	}
}

// TestHostConversions passes host values between the host and scripts.
func TestHostConversions(t *testing.T) {
	vm := boundVM(t)
	x := &thing{N: 5}
	if err := vm.SetGlobal("x", x); err != nil {
		t.Fatal(err)
	}
	if err := vm.SetGlobal("copy", *x); err != nil {
		t.Fatal(err)
	}
	script(t, vm, `assert(x.n == 5 and x:grow(1) == 6 and copy.n == 5 and copy ~= x)`)
	if y, err := rt.Get[*thing](vm, "x"); err != nil || y != x {
		t.Errorf("got %p, %v, want %p", y, err, x)
	}
	if y, err := rt.Get[*thing](vm, "nothing"); err != nil || y != nil {
		t.Errorf("got %p, %v, want nil", y, err)
	}
	if _, err := rt.Get[*thing](vm, "print"); err == nil {
		t.Error("a function is a *thing")
	}
	if err := vm.SetGlobal("y", &stranger{}); err == nil {
		t.Error("a type that is not bound converts")
	}
}

// TestBoundCallsDoNotAllocate: numeric calls cost no allocation.
func TestBoundCallsDoNotAllocate(t *testing.T) {
	vm := boundVM(t)
	fn, err := vm.Load("=script", `
		local add, x = test.deep.add, x
		for i = 1, 10000 do add(i, 1) x:grow(1) local _ = x.n end`)
	if err != nil {
		t.Fatal(err)
	}
	script(t, vm, "x = test.deep.Thing.new()")
	n := testing.AllocsPerRun(3, func() {
		if _, err := vm.Call(context.Background(), fn); err != nil {
			t.Fatal(err)
		}
	})
	if n > 100 { // of the call itself
		t.Errorf("%v allocations for 30,000 calls", n)
	}
}

// benchCall measures one call per iteration of a loop in Lua, less the loop.
func benchCall(b *testing.B, prepare, body string) {
	vm := boundVM(b)
	script(b, vm, prepare)
	run := func(src string) {
		fn, err := vm.Load("=bench", "local n, add, x = ..., test.deep.add, x for i = 1, n do "+src+" end")
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		b.ResetTimer()
		if _, err := vm.Call(context.Background(), fn, b.N); err != nil {
			b.Fatal(err)
		}
	}
	run(body)
}

func BenchmarkEmptyLoop(b *testing.B)   { benchCall(b, "", "") }
func BenchmarkBoundAdd(b *testing.B)    { benchCall(b, "", "add(i, 1)") }
func BenchmarkBoundMethod(b *testing.B) { benchCall(b, "x = test.deep.Thing.new()", "x:grow(1)") }
func BenchmarkBoundField(b *testing.B)  { benchCall(b, "x = test.deep.Thing.new()", "local n = x.n") }
func BenchmarkBoundNew(b *testing.B)    { benchCall(b, "x = test.deep.Thing.new", "x()") }

// TestModules asks for what is open.
func TestModules(t *testing.T) {
	vm, err := rt.New(rt.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer vm.Close()
	if list := vm.Modules(); len(list) != 0 {
		t.Errorf("a new VM has modules: %v", list)
	}
	type thing struct{}
	b := &rt.Module{Name: "b", Types: []*rt.HostType{{Name: "b.Thing", Short: "Thing", Go: rt.HostOf[thing]()}, {Name: "b.Rec", Short: "Rec"}}}
	for _, m := range []*rt.Module{b, {Name: "a"}, b} {
		if err := rt.OpenModule(vm, m); err != nil {
			t.Fatal(err)
		}
	}
	list := vm.Modules()
	if len(list) != 2 || list[0].Name != "a" || list[1] != b {
		t.Errorf("the modules are %v", list)
	}
	if got := b.Types[0].Go.Type(); got != reflect.TypeFor[thing]() {
		t.Errorf("the type is %v", got)
	}
	if got := b.Types[1].Go.Type(); got != nil {
		t.Errorf("a record has the type %v", got)
	}
}
