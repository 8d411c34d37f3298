package interp

import (
	"strings"
	"testing"

	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/internal/compile"
)

// tester is a VM with a print function and a few others.
type tester struct {
	*VM
	out strings.Builder
}

func newTester(t testing.TB, cfg Config) *tester {
	t.Helper()
	vm, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	tt := &tester{VM: vm}
	def := func(name string, fn GoFunc) { tt.global(name, vm.NewGoFunction(name, fn)) }
	def("print", func(c *Call) error {
		for i := 1; i <= c.NArgs(); i++ {
			if i > 1 {
				tt.out.WriteByte('\t')
			}
			tt.out.WriteString(display(c.Arg(i)))
		}
		tt.out.WriteByte('\n')
		return nil
	})
	def("error", func(c *Call) error {
		v := c.Arg(1)
		if v.isString() && c.NArgs() < 2 {
			return c.Errorf("%s", str(v))
		}
		return c.Throw(v)
	})
	def("setmetatable", func(c *Call) error {
		vm.SetMetatable(c.Arg(1), c.Arg(2))
		return c.Return1(c.Arg(1))
	})
	def("collect", func(c *Call) error { return nil })
	def("type", func(c *Call) error {
		v, _ := c.NewString(TypeName(c.Arg(1)))
		return c.Return1(v)
	})
	def("create", func(c *Call) error {
		th, _ := vm.NewThread(c.Arg(1))
		return c.Return1(th)
	})
	def("wrap", func(c *Call) error {
		th, _ := vm.NewThread(c.Arg(1))
		return c.Return1(vm.NewWrap(th))
	})
	def("ipairs", func(c *Call) error {
		return c.Return(vm.RawGetString(vm.registry, "iter"), c.Arg(1), Int(0))
	})
	def("pairs", func(c *Call) error {
		return c.Return(vm.RawGetString(vm.globals, "next"), c.Arg(1), Nil)
	})
	for _, n := range []string{"pcall", "xpcall", "next", "resume", "yield", "close"} {
		tt.global(n, vm.Intrinsic(n))
	}
	k, _ := vm.newString("iter")
	if err := vm.RawSet(vm.registry, k, vm.Intrinsic("ipairs_iter")); err != nil {
		t.Fatal(err)
	}
	return tt
}

func (tt *tester) global(name string, v Value) {
	k, _ := tt.newString(name)
	_ = tt.RawSet(tt.globals, k, v)
}

func display(v Value) string {
	switch {
	case v.isString():
		return str(v)
	case v.isNumber():
		return string(appendNumber(nil, v))
	case v.IsNil():
		return "nil"
	}
	if b, ok := v.AsBool(); ok {
		if b {
			return "true"
		}
		return "false"
	}
	return TypeName(v)
}

// run executes src in slices of fuel and returns what it printed, and the error
// with its traceback.
func (tt *tester) run(t testing.TB, src string, fuel int64) (string, *Error) {
	t.Helper()
	p, err := compile.Compile("=test", src, compile.Options{})
	if err != nil {
		t.Fatalf("compile: %v", err)
	}
	fn, ok := tt.LoadProto(p, tt.globals)
	if !ok {
		t.Fatal("no memory to load")
	}
	th, err := tt.NewThread(fn)
	if err != nil {
		t.Fatal(err)
	}
	SetMain(th)
	id := tt.heap.AddRoot(th)
	defer tt.heap.RemoveRoot(id)
	tt.out.Reset()
	for {
		switch tt.Step(th, fuel) {
		case StatusDone:
			return tt.out.String(), nil
		case StatusFailed:
			return tt.out.String(), tt.Err()
		case StatusPaused, StatusSuspended:
		}
	}
}

// configs are settings under which every program must behave the same.
var configs = []struct {
	name string
	gc   gc.Config
	fuel int64
}{
	{"plain", gc.Config{}, 1 << 40},
	{"slices of 1", gc.Config{}, 1},
	{"slices of 7", gc.Config{}, 7},
	{"step at every allocation", gc.Config{Stress: gc.Stress{StepEvery: 1}}, 1000},
	{"collection at every allocation", gc.Config{Stress: gc.Stress{CollectEvery: 1}}, 1 << 40},
}

func TestPrograms(t *testing.T) {
	for _, p := range programs {
		for _, cfg := range configs {
			t.Run(p.name+"/"+cfg.name, func(t *testing.T) {
				tt := newTester(t, Config{GC: cfg.gc, Seed: 1})
				defer tt.Close()
				got, err := tt.run(t, p.src, cfg.fuel)
				if err != nil {
					got += "error: " + err.Error() + "\n"
				}
				if want := strings.TrimLeft(p.want, "\n"); got != want {
					t.Errorf("got:\n%s\nwant:\n%s", got, want)
				}
				tt.heap.Collect()
				if err := tt.heap.Verify(); err != nil {
					t.Errorf("heap: %v", err)
				}
			})
		}
	}
}

var programs = []struct{ name, src, want string }{
	{"arithmetic", `print(1+2, 7//2, -7//2, 7%-3, 2^10, 10/4, 3|4, 1<<4, "x".."y"..1)`, "\n3\t3\t-4\t-2\t1024.0\t2.5\t7\t16\txy1\n"},
	{"fib", `local function fib(n) if n < 2 then return n end return fib(n-1)+fib(n-2) end print(fib(15))`, "610\n"},
	{"loops", `local s=0 for i=1,10 do s=s+i end for i=10,1,-3 do s=s+i end for x=0.0,1,0.25 do s=s+x end print(s)
		local n=0 while true do n=n+1 if n>5 then break end end repeat n=n-1 until n==0 print(n)`, "79.5\n0\n"},
	{"closures", `local t={} for i=1,3 do t[i]=function() i=i+1 return i end end print(t[1](),t[1](),t[2](),t[3]())`, "2\t3\t3\t4\n"},
	{"varargs", `local function f(a,...) local x,y=... return a,x,y,... end print(f(1)) print(f(1,2,3,4)) print((f(5,6)))`,
		"1\tnil\tnil\n1\t2\t3\t2\t3\t4\n5\n"},
	{"metamethods", `local mt={} mt.__index=function(t,k) return k.."!" end mt.__add=function(a,b) return "add" end
		mt.__call=function(self,a) return "called",a end mt.__lt=function() return true end mt.__concat=function(a,b) return "cat" end
		mt.__eq=function() return true end mt.__len=function() return 42 end mt.__unm=function() return "neg" end
		mt.__newindex=function(t,k,v) print("set",k,v) end
		local a,b=setmetatable({},mt),setmetatable({},mt)
		print(a.foo, a+1, 1+a, a(7), a<b, a..b, "x"..a, 1 ..a.."y", a==b, #a, -a) a.x=5`,
		"foo!\tadd\tadd\tcalled\ttrue\tcat\tcat\t1cat\ttrue\t42\tneg\nset\tx\t5\n"},
	{"pcall", `print(pcall(function() error("boom") end)) print(pcall(error, {1})) print(pcall(pcall, error, "x", 0))
		print(xpcall(function() local x = nil; return x.y end, function(m) return "H:"..m end))
		print(pcall(function() return 1,2,3 end))`,
		"false\ttest:1: boom\nfalse\ttable\ntrue\tfalse\tx\nfalse\tH:test:2: attempt to index a nil value (local 'x')\ntrue\t1\t2\t3\n"},
	{"coroutines", `local co=create(function(a,b) local c=yield(a+b) local d,e=yield(c*2) return d+e end)
		print(resume(co,1,2)) print(resume(co,10)) print(resume(co,3,4)) print(resume(co))
		local g=wrap(function() for i=1,3 do yield(i) end end) print(g(),g(),g())
		local function gen(n) return wrap(function() for i=1,n do yield(i) end end) end
		local s=0 for v in gen(10) do s=s+v end print(s)
		print(resume(create(function() error("in co") end)))
		print(pcall(wrap(function() error({}) end)))`,
		"true\t3\ntrue\t20\ntrue\t7\nfalse\tcannot resume dead coroutine\n1\t2\t3\n55\nfalse\ttest:6: in co\nfalse\ttable\n"},
	{"yield across", `local mt={__add=function(a,b) yield("in add") return 99 end,__index=function(t,k) return yield("idx") end}
		local o=setmetatable({},mt)
		local co=create(function() local ok,v=pcall(function() return o+1 end) print(ok,v) print(o.zz) error("end") end)
		print(resume(co)) print(resume(co)) print(resume(co,"V")) `,
		"true\tin add\ntrue\t99\ntrue\tidx\nV\nfalse\ttest:3: end\n"},
	{"tbc", `local function c(n) return setmetatable({}, {__close=function(_,e) print("close",n,e) end}) end
		do local a <close> = c(1) local b <close> = c(2) print("body") end
		local function f() local x <close> = c("f") return 1,2,3 end print(f())
		print(pcall(function() local y <close> = c("y") error("E",0) end))
		for i=1,2 do local z <close> = c(i) if i==1 then goto cont end print("i",i) ::cont:: end
		local co=create(function() local q <close> = c("q") yield(1) end) resume(co) print(close(co))
		local w=wrap(function() local r <close> = setmetatable({},{__close=function() yield("yc") print("after") end}) return "ret" end) print(w()) print(w())`,
		"body\nclose\t2\tnil\nclose\t1\tnil\nclose\tf\tnil\n1\t2\t3\nclose\ty\tE\nfalse\tE\nclose\t1\tnil\ni\t2\nclose\t2\tnil\nclose\tq\tnil\ntrue\nyc\nafter\nret\n"},
	{"generic for", `local t={10,20,30,x=1} local n,s=0,0 for k,v in pairs(t) do n=n+1 s=s+v end print(n,s)
		for i,v in ipairs(t) do print(i,v) end
		for i,v in ipairs(setmetatable({},{__index=function(t,i) if i<3 then return i*i end end})) do print(i,v) end`,
		"4\t61\n1\t10\n2\t20\n3\t30\n1\t1\n2\t4\n"},
	{"tail calls", `local function loop(n) if n==0 then return "done" end return loop(n-1) end print(loop(100000))
		local function f(...) return pcall(...) end print(f(error,"t",0)) print((function(...) return type(...) end)(1))`,
		"done\nfalse\tt\nnumber\n"},
	{"stack overflow", `local function f() return 1+f() end local ok,m=pcall(f) print(ok,m)`, "false\ttest:1: stack overflow\n"},
	{"errors", `local t={} print(pcall(function() return t.x.y end)) print(pcall(function() return 1+{} end))
		print(pcall(function() return {}..'x' end)) print(pcall(function() return 1<'2' end)) print(pcall(function() foo() end))
		print(pcall(function() t:bar() end)) print(pcall(function() return #5 end)) print(pcall(function() return 1//0 end))
		print(pcall(function() return 2^53|1.5 end))`,
		`
false	test:1: attempt to index a nil value (field 'x')
false	test:1: attempt to perform arithmetic on a table value
false	test:2: attempt to concatenate a table value
false	test:2: attempt to compare number with string
false	test:2: attempt to call a nil value (global 'foo')
false	test:3: attempt to call a nil value (method 'bar')
false	test:3: attempt to get length of a number value
false	test:3: attempt to divide by zero
false	test:4: number has no integer representation
`},
	{"uncaught", `local x = 1
		local y = x + nil`, "error: test:2: attempt to perform arithmetic on a nil value\n"},
	{"strings", `local s="" for i=1,200 do s=s..i.."," end print(#s) local t={} for i=1,100 do t["k"..i]=i end local n=0 for i=1,100 do n=n+t["k"..i] end print(n)`, "692\n5050\n"},
	{"big tables", `local t={} for i=1,5000 do t[i]={i} end local s=0 for i=1,5000 do s=s+t[i][1] end print(s,#t)`, "12502500\t5000\n"},
}
