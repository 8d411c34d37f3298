package runtime_test

// This file tests the host's API under random sequences of calls, with limits so
// small that everything fails somewhere.

import (
	"bytes"
	"context"
	"errors"
	"io"
	goruntime "runtime"
	"testing"
	"time"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// hostScripts are what FuzzHost loads.
var hostScripts = []string{
	"return ...",
	"while true do end",
	"local t = {} for i = 1, math.huge do t[i] = ('x'):rep(i) end",
	"x = (x or 0) + 1 return x, {x}, print",
	"for i = 1, 100 do coroutine.yield(i, {}) end",
	"error({code = 1})",
	"return pcall(call, ...)",
	"setmetatable({}, {__gc = function() call(print) end}) collectgarbage()",
	"local x <close> = setmetatable({}, {__close = function() coroutine.yield() end}) error('x')",
	"local function f() return f() + 1 end f()",
	"t = setmetatable({}, {__index = function(t, k) return call(rawget, t, k) end}) for i = 1, 50 do local _ = t[i] end",
	"for w in ('a b c'):gmatch('%a') do async(function() coroutine.yield(w) end) end",
	"kept = kept or {} kept[#kept + 1] = coroutine.wrap(function() coroutine.yield(kept) end) kept[#kept]()",
	"panic()",
	"local t = {} for i = 1, 200 do t[i] = tostring(i) .. 'y' end table.sort(t, function(a, b) return call(tostring, a) < b end)",
	"return load(function() return coroutine.yield() end)",
	"collectgarbage('stop') for i = 1, 1e5 do local t = {} end",
	"x = +",
	"goto done do local x end ::done:: return string.rep, {n = {n = {}}}",
}

// hostFuzz is the state of one run.
type hostFuzz struct {
	t       testing.TB
	data    []byte
	vm      *rt.VM
	funcs   []rt.Root[rt.Func]
	threads []rt.Root[rt.Thread]
	values  []rt.Root[rt.Value]
	words   []rt.Value // kept beyond their time, on purpose
	args    []any
}

func (f *hostFuzz) byte() int {
	if len(f.data) == 0 {
		return 0
	}
	b := f.data[0]
	f.data = f.data[1:]
	return int(b)
}

// pick returns an element of list, or the zero value.
func pick[T any](f *hostFuzz, list []T) (x T) {
	if len(list) > 0 {
		x = list[f.byte()%len(list)]
	}
	return x
}

func (f *hostFuzz) open() {
	b := f.byte()
	cfg := rt.Config{Stdout: io.Discard, Stderr: io.Discard, Seed: uint64(b)}
	cfg.Fuel = []int64{0, 1_000, 20_000, 1_000_000}[b&3]
	cfg.CallFuel = 200_000
	cfg.Memory = []int64{0, 40 << 10, 100 << 10, 1 << 20}[b>>2&3]
	if b&16 != 0 {
		cfg.Stress = gc.Stress{StepEvery: 1}
	}
	if b&32 != 0 {
		cfg.StackSlots, cfg.CallDepth, cfg.Coroutines, cfg.ResumeDepth, cfg.StringLen, cfg.Nesting = 300, 50, 5, 3, 300, 10
	}
	cfg.CatchPanics = b&64 != 0
	vm, err := rt.New(cfg)
	if err != nil {
		if !errors.Is(err, rt.ErrMemory) && cfg.Memory > 50<<10 {
			f.t.Fatalf("New: %v", err)
		}
		vm, _ = rt.New(rt.Config{Stdout: io.Discard, Stderr: io.Discard, CallFuel: 200_000})
	}
	f.vm = vm
	if b&128 != 0 {
		_ = stdlib.Open(vm, stdlib.Safe)
	}
	_ = vm.SetGlobal("call", rt.Function(func(c *rt.Call) error {
		f.words = append(f.words, c.Arg(1))
		if c.NArgs() == 0 {
			return c.Return(pick(f, f.words))
		}
		return c.TailCall(c.Arg(1), c.Arg(2), c.Arg(3))
	}))
	_ = vm.SetGlobal("async", rt.Async(func(c *rt.Call) error {
		vs, err := c.Do(c.Arg(1))
		if err != nil {
			return err
		}
		return c.Return(vs...)
	}))
	_ = vm.SetGlobal("panic", rt.Function(func(*rt.Call) error { panic("on purpose") }))
}

// step does one operation. Errors are expected; what is not is a panic, and what
// Verify finds.
func (f *hostFuzz) step() {
	vm := f.vm
	switch f.byte() % 18 {
	case 0:
		fn, err := vm.Load("=fuzz", pick(f, hostScripts))
		if err == nil {
			f.funcs = append(f.funcs, fn)
		}
	case 1, 2:
		results, err := vm.Call(context.Background(), pick(f, f.funcs), f.args...)
		f.values = append(f.values, results...)
		var e *rt.Error
		if errors.As(err, &e) {
			_ = e.Traceback()
			f.words = append(f.words, e.Value())
		}
	case 3:
		th, err := vm.NewThread(pick(f, f.funcs))
		if err == nil {
			f.threads = append(f.threads, th)
		}
	case 4, 5:
		_, results, _ := pick(f, f.threads).Must().Step(vm, int64(f.byte())*int64(f.byte()), f.args...)
		f.words = append(f.words, results...)
	case 6:
		_ = vm.Collect()
	case 7:
		_ = pick(f, f.funcs).Release()
	case 8:
		_ = pick(f, f.threads).Release()
	case 9:
		_ = pick(f, f.values).Release()
	case 10:
		_ = vm.SetGlobal("x", pick(f, f.words))
	case 11:
		f.args = []any{pick(f, f.words), f.byte(), "text", pick(f, f.values), []any{1, "a", map[string]any{"k": pick(f, f.words)}}}[:f.byte()%6]
	case 12:
		f.tableOps()
	case 13:
		vm.Interrupt()
	case 14:
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(f.byte())*time.Microsecond)
		_, _ = vm.Call(ctx, pick(f, f.funcs), f.args...)
		cancel()
	case 15:
		vm.Refuel(int64(f.byte()) * 1000)
	case 16:
		if f.byte()%4 == 0 {
			f.restart()
		}
	default:
		root, err := rt.NewRoot(vm, pick(f, f.words))
		if err == nil {
			f.values = append(f.values, root)
		}
	}
}

func (f *hostFuzz) tableOps() {
	v := pick(f, f.words)
	_, _ = rt.As[any](f.vm, v)
	_, _ = rt.As[map[string][]int](f.vm, v)
	_ = f.vm.AppendValue(nil, v)
	tab, ok := v.AsTable()
	if !ok || f.vm.Check(v) != nil {
		_ = tab.RawSetInt(f.vm, 1, v)
		return
	}
	n := 0
	for k := range tab.All(f.vm) {
		if n++; n > 10 {
			break
		}
		f.words = append(f.words, k)
	}
	_ = tab.RawSet(f.vm, pick(f, f.words), pick(f, f.words))
}

// restart ends the VM, in the orderly way or at once, and goes on with another.
func (f *hostFuzz) restart() {
	if err := f.vm.Heap().Verify(); err != nil {
		f.t.Fatal(err)
	}
	old := f.vm
	if f.byte()%2 == 0 {
		_ = f.vm.Shutdown(context.Background())
	} else if err := f.vm.Close(); err != nil {
		f.t.Fatalf("Close: %v", err)
	}
	if _, err := old.Run(context.Background(), "=x", ""); !errors.Is(err, rt.ErrClosed) {
		f.t.Fatalf("a closed VM runs: %v", err)
	}
	f.open() // the roots and words of the old one stay
}

func runHost(t testing.TB, data []byte) {
	f := &hostFuzz{t: t, data: data}
	f.open()
	baseline := f.vm.Heap().Stats().Roots
	for len(f.data) > 0 {
		f.step()
	}
	if err := f.vm.Heap().Verify(); err != nil {
		t.Fatal(err)
	}
	release(f.funcs)
	release(f.threads)
	release(f.values)
	// Errors hold roots until Go's collector has found them.
	if extra := f.vm.Heap().Stats().Roots - baseline; extra > 2*len(data) {
		t.Fatalf("%d roots more than at the begin", extra)
	}
	if err := f.vm.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
}

func release[T rt.Word](roots []rt.Root[T]) {
	for _, r := range roots {
		_ = r.Release()
	}
}

func FuzzHost(f *testing.F) {
	for i := range len(hostScripts) {
		n := byte(i)
		f.Add([]byte{128, 0, n, 1, 0, 6, 3, 0, 4, 0, 100, 100, 4, 0, 200, 200, 6, 11, 0, 0, 3, 2, 0, 12, 0, 12, 1})
		f.Add([]byte{255, 0, n, 1, 0, 3, 0, 5, 0, 10, 10, 16, 0, 1, 0, n, 2, 0, 17, 0, 6, 7, 0, 1, 0})
		f.Add([]byte{128 | 4, 0, n, 3, 0, 4, 0, 50, 1, 4, 0, 50, 1, 13, 4, 0, 50, 1, 1, 0, 14, 9, 0, 16, 4, 0})
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 200 {
			data = data[:200]
		}
		before := goruntime.NumGoroutine()
		runHost(t, data)
		for i := 0; goruntime.NumGoroutine() > before+1; i++ { // timers of contexts end on their own
			if i > 100 {
				var stacks bytes.Buffer
				buf := make([]byte, 1<<16)
				stacks.Write(buf[:goruntime.Stack(buf, true)])
				t.Fatalf("%d goroutines before, %d after\n%s", before, goruntime.NumGoroutine(), stacks.String())
			}
			time.Sleep(time.Millisecond)
		}
	})
}
