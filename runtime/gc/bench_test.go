package gc

// This file measures allocation, tracing, sweeping and pauses.

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
	"unsafe"
)

// node is the smallest object with edges: a cell of 24 bytes.
type node struct{ left, right Ptr[node] }

func (n *node) TraceGC(t *Tracer) {
	n.left.TraceGC(t)
	n.right.TraceGC(t)
}

// nodes is a heap of nodes with one root.
type nodes struct {
	*Heap
	pool *Pool[node]
	root Ptr[node]
}

func (n *nodes) TraceGC(t *Tracer) { n.root.TraceGC(t) }

func newNodes(tb testing.TB) *nodes {
	h := NewHeap(Config{})
	tb.Cleanup(h.Close)
	n := &nodes{Heap: h, pool: NewPool[node](h, "node")}
	h.AddRoot(n)
	return n
}

func (n *nodes) tree(depth int) *node {
	o := n.pool.New()
	if depth > 0 {
		o.left.Set(n.tree(depth - 1))
		o.right.Set(n.tree(depth - 1))
	}
	return o
}

func perObject(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/object")
}

// BenchmarkAlloc is allocation alone, into slabs that have been swept and are empty.
func BenchmarkAlloc(b *testing.B) {
	n := newNodes(b)
	n.Stop()
	const objects = 1 << 16
	for range objects {
		n.pool.New()
	}
	for b.Loop() {
		b.StopTimer()
		c := &n.pool.core
		for c.cur, c.end, c.slab = 0, 0, nil; n.phase != PhaseTrim; {
			n.run(1)
		}
		for n.phase != PhasePause {
			n.phase = PhasePause
		}
		b.StartTimer()
		for range objects {
			n.pool.New()
		}
	}
	perObject(b, objects)
}

// BenchmarkTrace marks a tree of a million nodes, built in order.
func BenchmarkTrace(b *testing.B) {
	n := newNodes(b)
	n.root.Set(n.tree(19))
	for b.Loop() {
		b.StopTimer()
		n.Collect()
		b.StartTimer()
		for n.phase != PhaseSweep {
			n.run(1 << 16)
		}
	}
	perObject(b, 1<<20-1)
}

// BenchmarkSweep sweeps a million live nodes.
func BenchmarkSweep(b *testing.B) {
	n := newNodes(b)
	n.root.Set(n.tree(19))
	for b.Loop() {
		b.StopTimer()
		for n.phase != PhaseSweep {
			n.run(1 << 16)
		}
		b.StartTimer()
		for n.phase != PhasePause {
			n.run(1 << 16)
		}
	}
	perObject(b, 1<<20-1)
}

// BenchmarkTrees builds short-lived trees beside a long-lived one, with all that it costs.
func BenchmarkTrees(b *testing.B) {
	n := newNodes(b)
	n.root.Set(n.tree(16))
	for b.Loop() {
		n.tree(10)
		if n.Due() {
			n.Step()
		}
	}
	perObject(b, 1<<11-1)
}

// BenchmarkTableTrees does the same with objects that own raw memory, as an engine's tables do.
func BenchmarkTableTrees(b *testing.B) {
	w := newWorld(b, Config{})
	var tree func(depth int) *table
	tree = func(depth int) *table {
		o := w.tables.New()
		o.mem, o.n = addrOf(w.AllocMem(32)), 2
		if depth > 0 {
			o.pairs()[0].key = tree(depth - 1).addr()
			o.pairs()[1].key = tree(depth - 1).addr()
		}
		return o
	}
	w.root.Set(tree(16))
	for b.Loop() {
		tree(10)
		if w.Due() {
			w.Step()
		}
	}
	perObject(b, 1<<11-1)
}

func BenchmarkMem(b *testing.B) {
	h := NewHeap(Config{})
	defer h.Close()
	var blocks [64]unsafe.Pointer
	i := 0
	for b.Loop() {
		h.FreeMem(blocks[i&63], uintptr(i&63+1)*16)
		blocks[i&63] = h.AllocMem(uintptr(i&63+1) * 16)
		i++
	}
}

func BenchmarkCheck(b *testing.B) {
	w := newWorld(b, Config{})
	var objects [1024]*table
	for i := range objects {
		for range 50 {
			objects[i] = w.table(Strong, 0)
		}
	}
	i, ok := 0, true
	for b.Loop() {
		o := objects[i*7&1023]
		ok = w.Check(o.addr(), stampOf(o)) && ok
		i++
	}
	if !ok {
		b.Fatal("an object is not live")
	}
}

// BenchmarkPauses reports how long single steps take on a heap of a million live objects that changes.
func BenchmarkPauses(b *testing.B) {
	w := newWorld(b, Config{})
	const fan, n = 1000, 1_000_000
	top := w.table(Strong, fan)
	w.root.Set(top)
	for i := range fan {
		t := w.table(Strong, n/fan)
		top.set(w.Heap, i, nil, t)
		for j := range n / fan {
			t.set(w.Heap, j, nil, w.table(Strong, 0))
		}
	}
	w.Collect()
	rng := rand.New(rand.NewPCG(1, 2))
	var pauses []time.Duration
	var most int64
	for b.Loop() {
		for range 1000 {
			t := top.value(rng.IntN(fan))
			t.set(w.Heap, rng.IntN(n/fan), nil, w.table(Strong, 0))
			w.table(Strong, 2)
			if w.Due() {
				start, work := time.Now(), w.stats.Work
				w.Step()
				pauses = append(pauses, time.Since(start))
				most = max(most, w.stats.Work-work)
			}
		}
	}
	if len(pauses) == 0 {
		return
	}
	slices.Sort(pauses)
	us := func(i int) float64 { return float64(pauses[i].Nanoseconds()) / 1000 }
	b.ReportMetric(us(len(pauses)/2), "p50-us")
	b.ReportMetric(us(len(pauses)*99/100), "p99-us")
	b.ReportMetric(us(len(pauses)-1), "max-us")
	b.ReportMetric(float64(most), "max-work")
	b.ReportMetric(float64(w.Stats().Cycles), "cycles")
}
