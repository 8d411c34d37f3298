package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// newVM returns a VM with the safe libraries.
func newVM(cfg rt.Config) *rt.VM {
	vm, err := rt.New(cfg)
	if err == nil {
		err = stdlib.Open(vm, stdlib.Safe)
	}
	if err != nil {
		panic(err)
	}
	return vm
}

// Embedding takes ten lines.
func Example() {
	vm, err := rt.New(rt.Config{})
	if err != nil {
		panic(err)
	}
	defer vm.Close()
	if err := stdlib.Open(vm, stdlib.Safe); err != nil {
		panic(err)
	}
	if _, err := vm.Run(context.Background(), "=hello", `print("hello", ...)`, "world", 42); err != nil {
		panic(err)
	}
	// Output: hello	world	42
}

func ExampleVM_Call() {
	vm := newVM(rt.Config{})
	defer vm.Close()
	add, err := vm.Load("=add", "local a, b = ... return a + b, a .. b")
	if err != nil {
		panic(err)
	}
	results, err := vm.Call(context.Background(), add, 1, 2)
	if err != nil {
		panic(err)
	}
	sum, _ := results[0].Value().AsInt()
	text, _ := results[1].Value().AsString(vm)
	fmt.Println(sum, text)
	// Output: 3 12
}

func ExampleCallAs() {
	vm := newVM(rt.Config{})
	defer vm.Close()
	fn, err := vm.Load("=words", `local t = {} for w in (...):gmatch("%a+") do t[#t+1] = w end return t`)
	if err != nil {
		panic(err)
	}
	words, err := rt.CallAs[[]string](context.Background(), vm, fn, "the quick brown fox")
	fmt.Println(words, err)
	// Output: [the quick brown fox] <nil>
}

func ExampleVM_SetGlobal() {
	vm := newVM(rt.Config{})
	defer vm.Close()
	double := func(c *rt.Call) error {
		n, err := c.CheckInt(1)
		if err != nil {
			return err
		}
		return c.Return(rt.Int(2 * n))
	}
	if err := vm.SetGlobal("double", double); err != nil {
		panic(err)
	}
	if err := vm.SetGlobal("limits", map[string]int{"max": 10}); err != nil {
		panic(err)
	}
	if _, err := vm.Run(context.Background(), "=x", `answer = double(limits.max + 11)`); err != nil {
		panic(err)
	}
	answer, err := rt.Get[int](vm, "answer")
	fmt.Println(answer, err)
	// Output: 42 <nil>
}

func ExampleError() {
	vm := newVM(rt.Config{})
	defer vm.Close()
	cause := errors.New("disk on fire")
	_ = vm.SetGlobal("save", func(c *rt.Call) error { return c.Errorf("cannot save: %w", cause) })
	_, err := vm.Run(context.Background(), "@game.lua", "local function quit()\n  save()\nend\nquit()")
	var e *rt.Error
	if errors.As(err, &e) {
		fmt.Println(e)
		fmt.Println(e.Traceback())
	}
	fmt.Println(errors.Is(err, cause))
	// Output:
	// game.lua:2: cannot save: disk on fire
	// stack traceback:
	// 	[C]: in function 'save'
	// 	game.lua:2: in local 'quit'
	// 	game.lua:4: in main chunk
	// 	[C]: in ?
	// true
}

func ExampleConfig_fuel() {
	vm := newVM(rt.Config{Fuel: 100_000})
	defer vm.Close()
	_, err := vm.Run(context.Background(), "=loop", "pcall(function() while true do end end) print('never')")
	fmt.Println(err, errors.Is(err, rt.ErrFuel))
	vm.Refuel(1000)
	_, err = vm.Run(context.Background(), "=again", "print('the VM goes on')")
	fmt.Println(err)
	// Output:
	// luster: fuel exhausted true
	// the VM goes on
	// <nil>
}

// A host lets scripts limit each other, or gives each of its callbacks a budget.
func ExampleVM_Intrinsic() {
	vm := newVM(rt.Config{})
	defer vm.Close()
	limited := vm.Intrinsic("limited")
	_ = vm.SetGlobal("limited", limited)
	try, err := vm.NewFunc("try", func(c *rt.Call) error { // with a budget of the host's choice
		return c.TailCall(c.Upvalue(1), rt.Int(10_000), c.Arg(1))
	}, limited)
	if err != nil {
		panic(err)
	}
	_ = vm.SetGlobal("try", try)
	_, err = vm.Run(context.Background(), "=x", `
		print(limited(1000, function() while true do end end))
		print(limited(1000, function(a, b) return a + b end, 1, 2))
		print(try(function() pcall(function() while true do end end) end))`)
	fmt.Println(err)
	// Output:
	// false	luster: fuel exhausted
	// true	3
	// false	luster: fuel exhausted
	// <nil>
}

func ExampleConfig_timeout() {
	vm := newVM(rt.Config{Timeout: 5 * time.Millisecond})
	defer vm.Close()
	_, err := vm.Run(context.Background(), "=loop", "while true do end")
	fmt.Println(errors.Is(err, rt.ErrDeadline))
	// Output: true
}

func ExampleThread_Step() {
	vm := newVM(rt.Config{})
	defer vm.Close()
	var tasks []rt.Root[rt.Thread]
	for _, name := range []string{"a", "b"} {
		fn, err := vm.Load("=task", `local name = ... for i = 1, 3 do for j = 1, 10000 do end print(name, i) end`)
		if err != nil {
			panic(err)
		}
		th, err := vm.NewThread(fn)
		if err != nil {
			panic(err)
		}
		if _, _, err := th.Must().Step(vm, 1, name); err != nil {
			panic(err)
		}
		tasks = append(tasks, th)
	}
	for len(tasks) > 0 {
		th := tasks[0]
		tasks = tasks[1:]
		status, _, err := th.Must().Step(vm, 10100)
		if err != nil {
			panic(err)
		}
		if status == rt.StatusPaused {
			tasks = append(tasks, th)
		}
	}
	// Output:
	// a	1
	// b	1
	// a	2
	// b	2
	// a	3
	// b	3
}

func ExampleAsync() {
	vm := newVM(rt.Config{})
	defer vm.Close()
	// sum calls the function argument for each element; that may yield.
	sum := rt.Async(func(c *rt.Call) error {
		t, err := c.CheckTable(1)
		if err != nil {
			return err
		}
		var total int64
		for _, v := range t.Seq(c.VM()) {
			rs, err := c.Do(c.Arg(2), v)
			if err != nil {
				return err
			}
			n, _ := rs[0].AsInt()
			total += n
		}
		return c.Return(rt.Int(total))
	})
	_ = vm.SetGlobal("sum", sum)
	_, err := vm.Run(context.Background(), "=async", `
		local co = coroutine.wrap(function()
			return "total", sum({1, 2, 3}, function(x) return coroutine.yield(x) end)
		end)
		print(co()) print(co(10)) print(co(20)) print(co(30))`)
	fmt.Println(err)
	// Output:
	// 1
	// 2
	// 3
	// total	60
	// <nil>
}

// countdown is the state of a function that calls Lua and goes on.
type countdown struct {
	n  int64
	fn rt.Value
}

func (s *countdown) TraceGC(t *gc.Tracer) { s.fn.TraceGC(t) }

func (s *countdown) Resume(c *rt.Call) error {
	if s.n == 0 {
		return c.Return(rt.Bool(true))
	}
	s.n--
	return c.CallThen(s, s.fn, rt.Int(s.n+1))
}

func ExampleSequence() {
	vm := newVM(rt.Config{})
	defer vm.Close()
	_ = vm.SetGlobal("countdown", func(c *rt.Call) error {
		n, err := c.CheckInt(1)
		if err != nil {
			return err
		}
		fn, err := c.CheckFunc(2)
		if err != nil {
			return err
		}
		return (&countdown{n, fn.Value()}).Resume(c)
	})
	_, err := vm.Run(context.Background(), "=x", `print(countdown(3, print))`)
	fmt.Println(err)
	// Output:
	// 3
	// 2
	// 1
	// true
	// <nil>
}

func ExampleVM_LoadWithEnv() {
	vm := newVM(rt.Config{})
	defer vm.Close()
	chunk, err := rt.Compile("=counter", "count = (count or 0) + 1 return count")
	if err != nil {
		panic(err)
	}
	for range 2 { // two environments, isolated from each other
		env, err := vm.NewTable(0, 0)
		if err != nil {
			panic(err)
		}
		fn, err := vm.LoadWithEnv(chunk, env.Value())
		if err != nil {
			panic(err)
		}
		for range 2 {
			n, err := rt.CallAs[int](context.Background(), vm, fn)
			fmt.Println(n, err)
		}
	}
	// Output:
	// 1 <nil>
	// 2 <nil>
	// 1 <nil>
	// 2 <nil>
}

func ExampleCompile() {
	chunk, err := rt.Compile("@square.lua", "local x = ... return x * x")
	if err != nil {
		panic(err)
	}
	results := make(chan int)
	for i := range 3 { // one chunk, many VMs
		go func() {
			vm := newVM(rt.Config{})
			defer vm.Close()
			fn, err := vm.LoadChunk(chunk)
			if err != nil {
				panic(err)
			}
			n, err := rt.CallAs[int](context.Background(), vm, fn, i)
			if err != nil {
				panic(err)
			}
			results <- n
		}()
	}
	fmt.Println(<-results + <-results + <-results)
	_, err = rt.Compile("@bad.lua", "x = = 1")
	fmt.Println(err)
	// Output:
	// 5
	// bad.lua:1: unexpected symbol near '='
}

func ExampleTable_All() {
	vm := newVM(rt.Config{})
	defer vm.Close()
	if _, err := vm.Run(context.Background(), "=x", "t = {10, 20, 30, x = 1}"); err != nil {
		panic(err)
	}
	t, err := rt.Get[rt.Root[rt.Table]](vm, "t")
	if err != nil {
		panic(err)
	}
	n := 0
	for range t.Must().All(vm) {
		n++
	}
	fmt.Println(n)
	for i, v := range t.Must().Seq(vm) {
		x, _ := v.AsInt()
		fmt.Println(i, x)
	}
	// Output:
	// 4
	// 1 10
	// 2 20
	// 3 30
}

func ExampleRoot() {
	vm := newVM(rt.Config{})
	defer vm.Close()
	results, err := vm.Run(context.Background(), "=x", "return {name = 'kept'}")
	if err != nil {
		panic(err)
	}
	root := results[0]
	if err := vm.Collect(); err != nil {
		panic(err)
	}
	m, err := rt.As[map[string]string](vm, root.Value())
	fmt.Println(m, err)
	fmt.Println(root.Release(), root.Release())
	// Output:
	// map[name:kept] <nil>
	// <nil> luster: a Root that was released
}

func ExampleVM_Interrupt() {
	vm := newVM(rt.Config{})
	defer vm.Close()
	_ = vm.SetGlobal("ready", func(c *rt.Call) error {
		go vm.Interrupt()
		return nil
	})
	_, err := vm.Run(context.Background(), "=x", "ready() while true do pcall(error) end")
	fmt.Println(errors.Is(err, rt.ErrInterrupted))
	// Output: true
}

func ExampleVM_SetLoaded() {
	vm := newVM(rt.Config{})
	defer vm.Close()
	if err := stdlib.Open(vm, stdlib.Package(nil, "")); err != nil {
		panic(err)
	}
	mod, err := vm.NewTable(0, 1)
	if err != nil {
		panic(err)
	}
	if err := mod.RawSetString(vm, "version", rt.Int(3)); err != nil {
		panic(err)
	}
	if err := vm.SetLoaded("game", mod.Value()); err != nil {
		panic(err)
	}
	_, err = vm.Run(context.Background(), "=x", `print(require("game").version)`)
	fmt.Println(err)
	// Output:
	// 3
	// <nil>
}

func ExamplePow() {
	fmt.Println(rt.Pow(10, -29))
	// Output: 1e-29
}

func ExampleVM_Snapshot() {
	vm, err := rt.New(rt.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer vm.Close()
	_, err = vm.Run(context.Background(), "@game.lua", `
		local world = {players = {}}
		hooks = {tick = function() return world end}`)
	if err != nil {
		fmt.Println(err)
		return
	}
	shot, err := vm.Snapshot()
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range shot.Nodes {
		if shot.Nodes[i].Type == "upvalue" {
			fmt.Println(shot.PathString(i))
			fmt.Println(shot.Retained(i) > shot.Nodes[i].Size)
		}
	}
	// Output:
	// heap.globals -> table.hooks -> table.tick -> function game.lua:3 -> upvalue 'world' -> upvalue
	// true
}
