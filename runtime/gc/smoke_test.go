package gc

import "testing"

type tnode struct {
	l, r Ptr[tnode]
}

func (n *tnode) TraceGC(t *Tracer) { n.l.TraceGC(t); n.r.TraceGC(t) }

type rootFunc func(t *Tracer)

func (f rootFunc) TraceGC(t *Tracer) { f(t) }

func TestSmoke(t *testing.T) {
	h := NewHeap(Config{})
	p := NewPool[tnode](h, "node")
	var root Ptr[tnode]
	h.AddRoot(rootFunc(func(t *Tracer) { root.TraceGC(t) }))
	var build func(d int) *tnode
	build = func(d int) *tnode {
		n := p.New()
		if d > 0 {
			n.l.Set(build(d - 1))
			n.r.Set(build(d - 1))
		}
		return n
	}
	root.Set(build(10))
	h.Collect()
	if h.Count() != 2047*24 {
		t.Fatal(h.Count())
	}
	for i := 0; i < 1000; i++ {
		build(8)
		if h.Due() {
			h.Step()
		}
	}
	t.Logf("%+v", h.Stats())
	h.Collect()
	if h.Count() != 2047*24 {
		t.Fatal(h.Count())
	}
	root.Set(nil)
	h.Collect()
	t.Logf("%+v", h.Stats())
	if h.Count() != 0 {
		t.Fatal(h.Count())
	}
}

func BenchmarkTrees(b *testing.B) {
	h := NewHeap(Config{})
	p := NewPool[tnode](h, "node")
	var root Ptr[tnode]
	h.AddRoot(rootFunc(func(t *Tracer) { root.TraceGC(t) }))
	var build func(d int) *tnode
	build = func(d int) *tnode {
		n := p.New()
		if d > 0 {
			n.l.Set(build(d - 1))
			n.r.Set(build(d - 1))
		}
		return n
	}
	root.Set(build(16))
	for b.Loop() {
		build(10)
		if h.Due() {
			h.Step()
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/2047, "ns/node")
	b.Logf("%+v", h.Stats())
}
