package gc_test

import (
	"fmt"
	"unsafe"

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

func ExampleHeap_Snapshot() {
	heap := gc.NewHeap(gc.Config{})
	defer heap.Close()
	milan := gc.New(heap, City{Name: "Milan"})
	rome := gc.New(heap, City{Name: "Rome"})
	rome.Must(heap).Roads.Append(heap, milan)
	root, err := gc.NewRoot(heap, rome)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer root.Release()

	s := heap.Snapshot()
	i := s.Find(milan.Addr())
	fmt.Println(s.PathString(i))
	fmt.Println(s.Nodes[s.Dominator(i)].Addr == rome.Addr())
	// Output:
	// heap -> host root 0 -> gc_test.City.Roads[0] -> gc_test.City
	// true
}

func ExampleHeap_SetFinalizer() {
	heap := gc.NewHeap(gc.Config{})
	defer heap.Close()
	for tag, name := range []string{"Rome", "Milan"} {
		city := gc.New(heap, City{Name: name})
		heap.SetFinalizer(unsafe.Pointer(city.Must(heap)), uint64(tag))
	}
	heap.Collect() // the cities are kept until their finalizers have been called
	for {
		addr, tag, ok := heap.NextFinalizable()
		if !ok {
			break
		}
		city := gc.PtrAt[City](addr)
		fmt.Println(tag, city.Get().Name)
	}
	heap.Collect()
	fmt.Println(heap.Count(), "bytes")
	// Output:
	// 1 Milan
	// 0 Rome
	// 0 bytes
}

func ExampleHeap_Account() {
	heap := gc.NewHeap(gc.Config{Limit: 1 << 20})
	defer heap.Close()
	// A type that holds memory of its own says so, and asks before.
	fmt.Println(heap.Reserve(1<<19), heap.Reserve(1<<21))
	heap.Account(1 << 19)
	fmt.Println(heap.Count(), heap.Reserve(1<<20))
	heap.Account(-1 << 19)
	// Output:
	// true false
	// 524288 false
}

func ExampleCell() {
	heap := gc.NewHeap(gc.Config{})
	defer heap.Close()
	type link = gc.Cell[gc.Ref[City]]
	var best link // a field of a traced type, usually
	best.Set(heap, gc.New(heap, City{Name: "Rome"}))
	fmt.Println(best.Get().Must(heap).Name)
	var known gc.Map[string, gc.Ref[City]]
	known.Set(heap, "capital", best.Get())
	city, ok := known.Get("capital")
	fmt.Println(city.Must(heap).Name, ok, known.Len())
	// Output:
	// Rome
	// Rome true 1
}
