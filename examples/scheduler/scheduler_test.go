package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/lusterlua/luster/examples/scheduler"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

func open(tb testing.TB, cfg rt.Config) *rt.VM {
	vm, err := rt.New(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = vm.Close() })
	if err := stdlib.Open(vm, stdlib.Safe); err != nil {
		tb.Fatal(err)
	}
	return vm
}

// Ten thousand tasks that never yield share the VM fairly: after any round no
// task is more than one slice of work ahead of another.
func TestTenThousandTasks(t *testing.T) {
	tasks := 10_000
	if testing.Short() {
		tasks = 1_000
	}
	vm := open(t, rt.Config{Seed: 1})
	s, err := scheduler.New(vm, 200)
	if err != nil {
		t.Fatal(err)
	}
	counts := make([]int, tasks+1)
	if err := vm.SetGlobal("progress", func(c *rt.Call) error {
		id, err := c.CheckInt(1)
		counts[id]++
		return err
	}); err != nil {
		t.Fatal(err)
	}
	fn, err := vm.Load("=task", `
		local id = ...
		for i = 1, 20 do
			for j = 1, 90 do end
			progress(id)
		end
		return id`)
	if err != nil {
		t.Fatal(err)
	}
	ended := 0
	s.OnExit = func(task *scheduler.Task, results []rt.Value, err error) {
		ended++
		if id, _ := rt.Result(results, 1).AsInt(); err != nil || int(id) != task.ID {
			t.Errorf("%v returned %v, %v", task, results, err)
		}
	}
	for i := range tasks {
		if _, err := s.Spawn(fn, i+1); err != nil {
			t.Fatal(err)
		}
	}
	for s.Live() > 0 {
		if err := s.Round(); err != nil {
			t.Fatal(err)
		}
		if ended > 0 {
			continue
		}
		lo, hi := counts[1], counts[1]
		for _, n := range counts[1:] {
			lo, hi = min(lo, n), max(hi, n)
		}
		if hi-lo > 3 {
			t.Fatalf("after round %d one task made %d steps and another %d", s.Tick(), lo, hi)
		}
	}
	if ended != tasks {
		t.Errorf("%d tasks ended", ended)
	}
	if err := vm.Collect(); err != nil {
		t.Fatal(err)
	}
	if err := vm.Heap().Verify(); err != nil {
		t.Error(err)
	}
}

func TestSleepAndErrors(t *testing.T) {
	var out strings.Builder
	vm := open(t, rt.Config{Stdout: &out, Seed: 1})
	s, err := scheduler.New(vm, 1_000)
	if err != nil {
		t.Fatal(err)
	}
	s.OnExit = func(task *scheduler.Task, _ []rt.Value, err error) {
		fmt.Fprintln(&out, task, "ended:", err)
	}
	fn, err := vm.Load("=main", `
		spawn(function(name) sleep(2) print(name, "awake") error("oops", 0) end, "a")
		spawn(function(name) while true do end end, "b") -- cannot harm the others
		sleep(3)
		print("main awake")`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Spawn(fn); err != nil {
		t.Fatal(err)
	}
	for s.Tick() < 6 {
		if err := s.Round(); err != nil {
			t.Fatal(err)
		}
	}
	want := "main awake\ntask 1 ended: <nil>\na\tawake\ntask 2 ended: oops\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
	done, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Run(done); !errors.Is(err, context.Canceled) {
		t.Errorf("Run: %v", err)
	}
}

func Example() {
	vm, err := rt.New(rt.Config{Stdout: os.Stdout})
	if err != nil {
		panic(err)
	}
	defer vm.Close()
	if err := stdlib.Open(vm, stdlib.Safe); err != nil {
		panic(err)
	}
	s, err := scheduler.New(vm, 1_000)
	if err != nil {
		panic(err)
	}
	fn, err := vm.Load("=guard", `
		local name, every = ...
		for i = 1, 2 do
			sleep(every)
			print(name, "looks around")
		end`)
	if err != nil {
		panic(err)
	}
	for name, every := range map[string]int{"guard": 5, "dog": 2} {
		if _, err := s.Spawn(fn, name, every); err != nil {
			panic(err)
		}
	}
	if err := s.Run(context.Background()); err != nil {
		panic(err)
	}
	// Output:
	// dog	looks around
	// dog	looks around
	// guard	looks around
	// guard	looks around
}

// BenchmarkTurn is one turn of one of 10,000 tasks: a slice of 1,000 units.
func BenchmarkTurn(b *testing.B) {
	vm := open(b, rt.Config{})
	s, err := scheduler.New(vm, 1_000)
	if err != nil {
		b.Fatal(err)
	}
	fn, err := vm.Load("=task", "while true do end")
	if err != nil {
		b.Fatal(err)
	}
	for range 10_000 {
		if _, err := s.Spawn(fn); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	for b.Loop() {
		if err := s.Round(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/10_000, "ns/turn")
}
