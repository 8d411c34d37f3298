package bindtest

// This file defines the check that nothing is left behind.

import (
	"bytes"
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// rounds is how often the work is done between the two counts.
const rounds = 5

// NoLeaks does some work in a VM over and over and fails if objects, coroutines,
// closers that wait, or goroutines grow in number: it says how many of which
// kind, and the way from the VM to one of them. Without work it calls every
// function and runs the scripts of [Scripts].
func NoLeaks(t testing.TB, cfg Config, work ...func(vm *rt.VM) error) {
	t.Helper()
	if len(work) == 0 {
		work = cfg.defaultWork(t)
	}
	goroutines := runtime.NumGoroutine()
	vm, err := cfg.open(rt.Config{})
	if err != nil {
		t.Fatal(err)
	}
	before := doWork(t, vm, work, 2)
	after := doWork(t, vm, work, rounds)
	reportLeaks(t, vm, before, after)
	if err := vm.Close(); err != nil {
		t.Error(err)
	}
	deadline := time.Now().Add(3 * time.Second)
	for runtime.NumGoroutine() > goroutines && time.Now().Before(deadline) {
		runtime.GC() // coroutines that were dropped end when Go finds them
		time.Sleep(5 * time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > goroutines {
		stacks := make([]byte, 1<<16)
		stacks = stacks[:runtime.Stack(stacks, true)]
		t.Errorf("%d goroutines are left, there were %d:\n%s", n, goroutines, stacks)
	}
}

func noLeaksDefault(t testing.TB, cfg Config) {
	t.Helper()
	NoLeaks(t, cfg)
}

// defaultWork calls every function once, and runs the scripts.
func (cfg *Config) defaultWork(t testing.TB) []func(vm *rt.VM) error {
	t.Helper()
	r := cfg.generate(t)
	work := []func(vm *rt.VM) error{func(vm *rt.VM) error {
		w, err := newWorld(cfg, r, vm)
		if err != nil {
			return err
		}
		defer func() { _ = w.end() }()
		for _, s := range w.symbols() {
			if s.callable() {
				w.try(&s)
			}
		}
		return nil
	}}
	for _, file := range cfg.scripts(t) {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		work = append(work, func(vm *rt.VM) error { return cfg.play(vm, a, new(bytes.Buffer)) })
	}
	return work
}

// try calls a function with valid arguments, if there are any. That it fails is
// no matter.
func (w *world) try(s *symbol) {
	args, err := w.arguments(s)
	if err != nil {
		return
	}
	if fn, err := w.function(s, first(args)); err == nil {
		_, _ = w.call(fn, args...)
	}
}

// end gives up everything that the world holds.
func (w *world) end() error {
	w.objects = nil
	_ = w.get.Release()
	_ = w.set.Release()
	return w.vm.Registry().RawSetString(w.vm, keptName, rt.Nil)
}

// A census is the objects of a heap.
type census struct {
	count   map[string]int     // by kind
	objects map[uintptr]string // kind, by address
	stamps  map[uintptr]uint64
}

func doWork(t testing.TB, vm *rt.VM, work []func(vm *rt.VM) error, n int) census {
	t.Helper()
	for range n {
		for _, f := range work {
			if err := f(vm); err != nil {
				t.Fatal(err)
			}
		}
	}
	for range 4 { // finalizers and what they held may need another round
		if err := vm.Collect(); err != nil {
			t.Fatal(err)
		}
		runtime.GC() // finds Roots that were forgotten
		time.Sleep(time.Millisecond)
	}
	if err := vm.Heap().Verify(); err != nil {
		t.Error(err)
	}
	c := census{map[string]int{}, map[uintptr]string{}, map[uintptr]uint64{}}
	vm.Heap().Each(func(addr uintptr, hd gc.Header, kind string) {
		c.count[kind]++
		if hd&gc.HasFinalizer != 0 {
			c.count["closers that wait"]++
		}
		c.objects[addr], c.stamps[addr] = kind, hd.Stamp()
	})
	return c
}

// leakNoise is the growth that is none: strings that the engine keeps for
// messages, and the like, once.
const leakNoise = rounds - 2

// reportLeaks compares two counts.
func reportLeaks(t testing.TB, vm *rt.VM, before, after census) {
	t.Helper()
	var grown []string
	for kind, n := range after.count {
		if n > before.count[kind]+leakNoise {
			grown = append(grown, kind)
		}
	}
	slices.Sort(grown)
	if len(grown) == 0 {
		return
	}
	paths := newRetainers(vm)
	for _, kind := range grown {
		t.Errorf("%s: %d before, %d after %d more rounds%s", kind, before.count[kind], after.count[kind], rounds,
			paths.example(vm, before, after, kind))
	}
}

// retainers knows why objects are alive.
type retainers struct {
	from  map[uintptr]uintptr // the object that leads to it, on a shortest way
	label map[uintptr]string
	tails map[uintptr][]uintptr // all objects that refer to it
}

// newRetainers walks the heap from what Lua reaches by name.
func newRetainers(vm *rt.VM) *retainers {
	r := &retainers{map[uintptr]uintptr{}, map[uintptr]string{}, map[uintptr][]uintptr{}}
	h := vm.Heap()
	vm.Heap().Each(func(addr uintptr, hd gc.Header, _ string) {
		if hd&gc.Leaf == 0 {
			for _, child := range gc.Children(h, addr) {
				r.tails[child] = append(r.tails[child], addr)
			}
		}
	})
	type item struct {
		v    rt.Value
		addr uintptr
	}
	var queue []item
	visit := func(v rt.Value, from uintptr, label string) {
		list := gc.ChildrenOf(h, v)
		if len(list) != 1 || r.label[list[0]] != "" {
			return
		}
		r.from[list[0]], r.label[list[0]] = from, label
		queue = append(queue, item{v, list[0]})
	}
	visit(vm.Globals().Value(), 0, "_G")
	visit(vm.Registry().Value(), 0, "the registry")
	for i := 0; i < len(queue); i++ {
		it := queue[i]
		if mt, ok := vm.Metatable(it.v); ok {
			visit(mt.Value(), it.addr, "metatable")
		}
		if t, ok := it.v.AsTable(); ok {
			for k, v := range t.All(vm) {
				visit(v, it.addr, "["+string(vm.AppendValue(nil, k))+"]")
				visit(k, it.addr, "a key")
			}
			continue
		}
		if f, ok := it.v.AsFunc(); ok {
			for n := 1; ; n++ {
				name, v, ok := vm.UpvalueAt(f, n)
				if !ok {
					break
				}
				visit(v, it.addr, "upvalue "+name)
			}
			continue
		}
	}
	r.walkRest(h)
	return r
}

// walkRest goes on where Lua has no names: from the objects that were reached,
// along all edges.
func (r *retainers) walkRest(h *gc.Heap) {
	queue := make([]uintptr, 0, len(r.label))
	for addr := range r.label {
		queue = append(queue, addr)
	}
	slices.Sort(queue)
	kinds := map[uintptr]string{}
	leaf := map[uintptr]bool{}
	h.Each(func(addr uintptr, hd gc.Header, kind string) { kinds[addr], leaf[addr] = kind, hd&gc.Leaf != 0 })
	for i := 0; i < len(queue); i++ {
		if leaf[queue[i]] {
			continue
		}
		for _, child := range gc.Children(h, queue[i]) {
			if r.label[child] == "" {
				r.from[child], r.label[child] = queue[i], "a "+kinds[child]
				queue = append(queue, child)
			}
		}
	}
}

// example describes one object of a kind that was not there before.
func (r *retainers) example(vm *rt.VM, before, after census, kind string) string {
	var fresh []uintptr
	for addr, k := range after.objects {
		if k == kind && before.stamps[addr] != after.stamps[addr] {
			fresh = append(fresh, addr)
		}
	}
	if len(fresh) == 0 {
		return ""
	}
	// One that Lua reaches says more than one that it does not.
	slices.SortFunc(fresh, func(a, b uintptr) int {
		return cmp.Or(cmp.Compare(r.length(a), r.length(b)), cmp.Compare(a, b))
	})
	return "\n\tone of them is held by: " + r.path(fresh[0], after)
}

// length is the number of steps to an object, big for one that is not reached.
func (r *retainers) length(addr uintptr) int {
	n := 0
	for ; addr != 0 && n < 1000; n++ {
		if r.label[addr] == "" {
			return 1 << 20
		}
		addr = r.from[addr]
	}
	return n
}

func (r *retainers) path(addr uintptr, all census) string {
	var steps []string
	if r.label[addr] == "" {
		// No name leads here: climb to where the way begins.
		seen := map[uintptr]bool{}
		for !seen[addr] && len(r.tails[addr]) > 0 {
			seen[addr] = true
			steps = append([]string{"a " + all.objects[addr]}, steps...)
			addr = r.tails[addr][0]
		}
		steps = append([]string{"a " + all.objects[addr]}, steps...)
		return "the host (a Root that was not released, or a running coroutine) -> " + strings.Join(steps, " -> ")
	}
	for ; addr != 0; addr = r.from[addr] {
		steps = append([]string{r.label[addr]}, steps...)
	}
	if len(steps) > 12 {
		steps = append(append(steps[:6:6], fmt.Sprintf("... (%d steps)", len(steps)-12)), steps[len(steps)-6:]...)
	}
	return strings.Join(steps, " -> ")
}
