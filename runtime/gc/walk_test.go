package gc

import "testing"

// link is plain Go memory in a ring, each with an edge into the heap.
type link struct {
	next *link
	obj  Ref[leafObj]
}

func (l *link) TraceGC(t *Tracer) {
	l.obj.TraceGC(t)
	t.Walk(l.next)
}

type leafObj struct{ n int }

func (*leafObj) TraceGC(*Tracer) {}

type linkRoot struct{ first *link }

func (r *linkRoot) TraceGC(t *Tracer) { t.Walk(r.first) }

func TestWalkLongCycle(t *testing.T) {
	h := NewHeap(Config{})
	defer h.Close()
	h.Stop()
	const n = 200_000
	root := &linkRoot{}
	var last *link
	for i := range n {
		l := &link{next: root.first, obj: New(h, leafObj{i})}
		if last == nil {
			last = l
		}
		root.first = l
	}
	last.next = root.first
	h.AddRoot(root)
	h.Collect()
	h.Collect()
	for l, i := root.first, n-1; i >= 0; l, i = l.next, i-1 {
		if o, err := l.obj.Get(h); err != nil || o.n != i {
			t.Fatalf("object %d: %v, %v", i, o, err)
		}
	}
	lost := root.first.obj
	root.first = nil
	h.Collect()
	if _, err := lost.Get(h); err == nil {
		t.Error("an object that nothing leads to is still there")
	}
	var none *link
	h.AddRoot(&linkRoot{none}) // a nil pointer in an interface is ignored
	h.Collect()
}
