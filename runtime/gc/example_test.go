package gc_test

import (
	"fmt"

	"github.com/lusterlua/luster/runtime/gc"
)

// A City is a type of a program that uses the collector by itself. Its trace method names its edges; for
// types that are bound to Lua lusterbind generates it.
type City struct {
	Name  string
	Roads gc.Slice[gc.Ref[City]]
}

func (c *City) TraceGC(t *gc.Tracer) { c.Roads.TraceGC(t) }

func Example() {
	heap := gc.NewHeap(gc.Config{})
	defer heap.Close()

	// Roads lead both ways: the graph is full of cycles.
	connect := func(a, b gc.Ref[City]) {
		a.Must(heap).Roads.Append(heap, b)
		b.Must(heap).Roads.Append(heap, a)
	}
	rome := gc.New(heap, City{Name: "Rome"})
	milan := gc.New(heap, City{Name: "Milan"})
	turin := gc.New(heap, City{Name: "Turin"})
	connect(rome, milan)
	connect(milan, turin)
	connect(turin, rome)

	// What the program holds, it holds through a root. Everything else is reachable from it or garbage.
	root, err := gc.NewRoot(heap, rome)
	if err != nil {
		fmt.Println(err)
		return
	}
	heap.Collect()
	for _, r := range rome.Must(heap).Roads.All() {
		fmt.Println("Rome -", r.Must(heap).Name)
	}

	if err := root.Release(); err != nil {
		fmt.Println(err)
	}
	heap.Collect()
	_, err = milan.Get(heap)
	fmt.Println(err)
	fmt.Println(heap.Count(), "bytes")
	// Output:
	// Rome - Milan
	// Rome - Turin
	// gc: reference to an object that has been collected or is of another heap
	// 0 bytes
}

func ExampleWeak() {
	heap := gc.NewHeap(gc.Config{})
	defer heap.Close()
	rome := gc.New(heap, City{Name: "Rome"})
	weak := rome.Weak()
	_, ok := weak.Get(heap)
	fmt.Println(ok)
	heap.Collect()
	_, ok = weak.Get(heap)
	fmt.Println(ok)
	// Output:
	// true
	// false
}

func ExampleHeap_Step() {
	heap := gc.NewHeap(gc.Config{})
	defer heap.Close()
	for range 100_000 {
		gc.New(heap, City{Name: "nowhere"})
		if heap.Due() { // at a point where the program holds no *City
			heap.Step()
		}
	}
	fmt.Println(heap.Count() < 1<<20, heap.Stats().Freed > 90_000)
	// Output: true true
}
