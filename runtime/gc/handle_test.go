package gc

// This file tests what Go programs hold objects with.

import (
	"errors"
	"runtime"
	"testing"
	"time"
)

// hostNode is a host type: it has Go pointers and handles.
type hostNode struct {
	name  string
	data  []byte
	first Ref[hostNode]
	other Cell[Ref[hostNode]]
	list  Slice[Ref[hostNode]]
	index Map[string, Ref[hostNode]]
	weak  Weak[hostNode]
	drops *int
}

func (n *hostNode) TraceGC(t *Tracer) {
	n.first.TraceGC(t)
	n.other.TraceGC(t)
	n.list.TraceGC(t)
	n.index.TraceGC(t)
	n.weak.TraceGC(t)
}

func (n *hostNode) DropGC(*Heap) {
	if n.drops != nil {
		*n.drops++
	}
}

func newHost(t *testing.T) *Heap {
	h := NewHeap(Config{})
	t.Cleanup(func() {
		if err := h.Verify(); err != nil {
			t.Error(err)
		}
		h.Close()
	})
	return h
}

func mustRoot[T any](t *testing.T, h *Heap, r Ref[T]) *Root[T] {
	t.Helper()
	root, err := NewRoot(h, r)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func alive[T any](h *Heap, r Ref[T]) bool {
	_, err := r.Get(h)
	return err == nil
}

func TestRefIsStaleAfterItsObject(t *testing.T) {
	h, other := newHost(t), newHost(t)
	drops := 0
	r := New(h, hostNode{name: "a", drops: &drops})
	if n, err := r.Get(h); err != nil || n.name != "a" || r.Must(h) != n {
		t.Fatalf("got %v, %v", n, err)
	}
	if _, err := r.Get(other); !errors.Is(err, ErrStale) {
		t.Errorf("another heap: %v", err)
	}
	if _, err := (Ref[hostNode]{}).Get(h); !errors.Is(err, ErrStale) || !(Ref[hostNode]{}).IsNil() || r.IsNil() {
		t.Errorf("nil: %v", err)
	}
	wrong := Ref[leafObj]{word: r.word}
	if _, err := wrong.Get(h); !errors.Is(err, ErrStale) {
		t.Errorf("another type: %v", err)
	}
	h.Collect()
	if alive(h, r) || drops != 1 {
		t.Errorf("an unreachable object is alive; dropped %d times", drops)
	}
	for range 100 {
		if again := New(h, hostNode{}); again == r {
			t.Error("a reference comes twice")
		}
	}
	if alive(h, r) {
		t.Error("a stale reference is alive after reuse")
	}
}

func TestRootKeepsAlive(t *testing.T) {
	h := newHost(t)
	r := New(h, hostNode{})
	r.Must(h).first = New(h, hostNode{})
	root := mustRoot(t, h, r)
	h.Collect()
	if n, err := root.Get(); err != nil || !alive(h, n.first) || root.Ref() != r {
		t.Fatal("a rooted object was collected")
	}
	if err := root.Release(); err != nil {
		t.Error(err)
	}
	if err := root.Release(); !errors.Is(err, ErrReleased) {
		t.Errorf("the second release: %v", err)
	}
	if _, err := root.Get(); !errors.Is(err, ErrReleased) {
		t.Errorf("a released root: %v", err)
	}
	h.Collect()
	if _, err := NewRoot(h, r); !errors.Is(err, ErrStale) {
		t.Errorf("a root of a stale reference: %v", err)
	}
}

func TestRootMadeWhileMarkingRuns(t *testing.T) {
	h := newHost(t)
	var roots []*Root[hostNode]
	for range 5000 {
		roots = append(roots, mustRoot(t, h, New(h, hostNode{})))
	}
	for i := 0; h.Phase() <= PhaseMark; i++ {
		if i%7 == 0 && i < len(roots) {
			if err := roots[i].Release(); err != nil {
				t.Fatal(err)
			}
			roots[i] = mustRoot(t, h, New(h, hostNode{}))
		}
		h.run(3)
	}
	for h.Phase() != PhasePause {
		h.run(100)
	}
	for _, r := range roots {
		if _, err := r.Get(); err != nil {
			t.Fatal(err)
		}
	}
	runtime.KeepAlive(roots)
}

func TestForgottenRootIsReleased(t *testing.T) {
	h := newHost(t)
	r := New(h, hostNode{})
	mustRoot(t, h, r)
	for i := 0; alive(h, r); i++ {
		if i == 100 {
			t.Fatal("a forgotten root keeps its object alive")
		}
		runtime.GC()
		time.Sleep(time.Millisecond)
		h.Collect()
	}
}

func TestRootOfClosedHeap(t *testing.T) {
	h := NewHeap(Config{})
	r := New(h, hostNode{})
	root := mustRoot(t, h, r)
	h.Close()
	if _, err := root.Get(); !errors.Is(err, ErrClosed) {
		t.Errorf("Get: %v", err)
	}
	if err := root.Release(); err != nil {
		t.Errorf("Release: %v", err)
	}
	if err := root.Release(); !errors.Is(err, ErrClosed) {
		t.Errorf("the second release: %v", err)
	}
	if _, err := NewRoot(h, r); !errors.Is(err, ErrClosed) {
		t.Errorf("NewRoot: %v", err)
	}
	h.Collect()
	h.Step()
	h.StepN(5)
	if h.AllocMem(8) != nil || h.Reserve(1) {
		t.Error("a closed heap gives memory")
	}
	if !h.Closed() || h.Count() != 0 || h.Verify() != nil {
		t.Error("a closed heap is not empty")
	}
}

func TestWeakRefDoesNotKeepAlive(t *testing.T) {
	h := newHost(t)
	r := New(h, hostNode{})
	root := mustRoot(t, h, r)
	w := r.Weak()
	h.Collect()
	if got, ok := w.Get(h); !ok || got != r {
		t.Error("a weak reference lost a live object")
	}
	_ = root.Release()
	h.Collect()
	if _, ok := w.Get(h); ok {
		t.Error("a weak reference gives a dead object")
	}
}

// TestWeakRefReadWhileMarking reads an object that nothing else leads to and stores it where the marker
// has been.
func TestWeakRefReadWhileMarking(t *testing.T) {
	h := newHost(t)
	owner := New(h, hostNode{})
	root := mustRoot(t, h, owner)
	w := New(h, hostNode{}).Weak()
	for h.Phase() != PhaseMark || h.anchors.at == 0 || h.tracer.gray.len() > 0 {
		h.run(1)
	}
	r, ok := w.Get(h)
	if !ok {
		t.Fatal("gone")
	}
	owner.Must(h).first = r
	h.run(1 << 20)
	for h.Phase() != PhasePause {
		h.run(1 << 20)
	}
	if n, _ := root.Get(); !alive(h, n.first) {
		t.Error("an object read through a weak reference was freed")
	}
}

// TestSettersAreBarriers changes cells, slices and maps of an object in every phase.
func TestSettersAreBarriers(t *testing.T) {
	h := newHost(t)
	owner := New(h, hostNode{})
	root := mustRoot(t, h, owner)
	keys := []string{"a", "b", "c", "d", "e"}
	check := func() {
		n, err := root.Get()
		if err != nil {
			t.Fatal(err)
		}
		if r := n.other.Get(); !r.IsNil() && !alive(h, r) {
			t.Fatal("the object in a cell was freed")
		}
		for i, r := range n.list.All() {
			if !alive(h, r) || n.list.At(i) != r {
				t.Fatal("an object in a slice was freed")
			}
		}
		for k, r := range n.index.All() {
			if got, ok := n.index.Get(k); !ok || got != r || !alive(h, r) {
				t.Fatal("an object in a map was freed")
			}
		}
	}
	for i := range 20_000 {
		n := owner.Must(h)
		r := New(h, hostNode{})
		switch i % 8 {
		case 0:
			n.other.Set(h, r)
		case 1, 2, 3:
			n.list.Append(h, r)
		case 4:
			n.list.Set(h, i%n.list.Len(), r)
		case 5:
			n.index.Set(h, keys[i/8%5], r)
			if i%3 == 0 {
				n.index.Delete(h, keys[i/16%5])
			}
		case 6:
			n.list.Delete(h, i%n.list.Len())
		case 7:
			n.list.SwapDelete(h, i%n.list.Len())
		}
		if n.list.Len() > 3000 {
			n.list.Truncate(10)
		}
		h.run(1 + i%50)
		if i%100 == 0 {
			check()
			if err := h.Verify(); err != nil {
				t.Fatal(err)
			}
		}
	}
	h.Collect()
	check()
	n := owner.Must(h)
	want := 1 + n.list.Len() + n.index.Len()
	if r := n.other.Get(); !r.IsNil() {
		want++
	}
	got := 0
	h.Each(func(uintptr, Header, string) { got++ })
	if got != want {
		t.Errorf("%d objects are alive, not %d", got, want)
	}
}
