package gc

// This file tests weak objects, ephemerons and finalizers.

import (
	"testing"
	"unsafe"
)

func (w *world) finalizer(o *table) {
	w.Helper()
	if !w.SetFinalizer(unsafe.Pointer(o), o.id) {
		w.Fatal("a finalizer was not set")
	}
}

// finalizable takes all objects from the queue and returns their ids.
func (w *world) finalizable() (ids []uint64) {
	for {
		addr, tag, ok := w.NextFinalizable()
		if !ok {
			return ids
		}
		if o := (*table)(at(addr)); o.id != tag {
			w.Fatalf("object %d came with tag %d", o.id, tag)
		}
		ids = append(ids, tag)
	}
}

func (w *world) wantFinalized(ids ...uint64) {
	w.Helper()
	w.verify()
	got := w.finalizable()
	if len(got) != len(ids) {
		w.Fatalf("finalized %v, not %v", got, ids)
	}
	for i := range ids {
		if got[i] != ids[i] {
			w.Fatalf("finalized %v, not %v", got, ids)
		}
	}
}

func TestWeakValueGoesWithItsObject(t *testing.T) {
	w := newWorld(t, Config{})
	o := w.table(WeakValues, 2)
	w.root.Set(o)
	kept := w.table(Strong, 0)
	o.set(w.Heap, 0, kept, kept)
	o.set(w.Heap, 1, w.table(Strong, 0), w.table(Strong, 0))
	w.Collect()
	if o.value(0) != kept || o.value(1) != nil {
		t.Error("the wrong entry was cleared")
	}
	w.Collect() // the key of the entry that was cleared
	w.wantAlive(2)
}

func TestWeakKeysAndValues(t *testing.T) {
	w := newWorld(t, Config{})
	strong, o := w.table(Strong, 2), w.table(WeakAll, 3)
	w.root.Set(strong)
	kept := w.table(Strong, 0)
	strong.set(w.Heap, 0, o, kept)
	o.set(w.Heap, 0, kept, w.table(Strong, 0))
	o.set(w.Heap, 1, w.table(Strong, 0), kept)
	o.set(w.Heap, 2, kept, kept)
	w.Collect()
	if o.key(0) != nil || o.value(1) != nil || o.key(2) != kept {
		t.Error("the wrong entries were cleared")
	}
	w.wantAlive(3)
}

func TestEphemeronValueThatRefersToItsKeyIsFreed(t *testing.T) {
	w := newWorld(t, Config{})
	o := w.table(Ephemeron, 2)
	w.root.Set(o)
	key := w.table(Strong, 0)
	value := w.table(Strong, 1)
	value.set(w.Heap, 0, key, nil)
	o.set(w.Heap, 0, key, value)
	w.Collect()
	if o.key(0) != nil {
		t.Error("a value keeps its key alive through an ephemeron")
	}
	w.wantAlive(1)
}

// TestEphemeronChainIsLinear has each value be the key of the next table's entry, in the order that is
// worst for asking one table after the other.
func TestEphemeronChainIsLinear(t *testing.T) {
	w := newWorld(t, Config{})
	const n = 3000
	keys, tables := make([]*table, n), make([]*table, n)
	all := w.table(Strong, n+1)
	w.root.Set(all)
	for i := range n {
		keys[i], tables[i] = w.table(Strong, 0), w.table(Ephemeron, 2)
		all.set(w.Heap, i, tables[i], nil)
	}
	for i := range n - 1 {
		tables[(i*7919)%n].set(w.Heap, i%2, keys[i], keys[i+1])
		if o := tables[n-1-i]; o.key(0) == nil {
			o.set(w.Heap, 0, keys[n-1-i], keys[(n-i)%n])
		}
	}
	all.set(w.Heap, n, keys[0], nil)
	work := 0
	for w.Phase() <= PhaseMark {
		work += w.run(1)
	}
	if work > 30*n {
		t.Errorf("%d ephemerons took %d units of work", n, work)
	}
	w.until(PhasePause)
	w.wantAlive(2*n + 1)
}

func TestFinalizersRunInReverseOrder(t *testing.T) {
	for _, inline := range []int{finInline, 0} {
		w := newWorld(t, Config{})
		w.finInline = inline
		var want []uint64
		for range 2000 {
			o := w.table(Strong, 1)
			w.finalizer(o)
			want = append([]uint64{o.id}, want...)
		}
		w.Collect()
		w.wantFinalized(want...)
		w.Collect()
		w.wantAlive(0)
	}
}

func TestFinalizerResurrectsWhatItsObjectRefersTo(t *testing.T) {
	w := newWorld(t, Config{})
	a, b, c := w.table(Strong, 2), w.table(Strong, 1), w.table(Strong, 0)
	a.set(w.Heap, 0, b, c)
	b.set(w.Heap, 0, a, nil) // a cycle, both with finalizers
	w.finalizer(a)
	w.finalizer(b)
	w.Collect()
	w.wantAlive(3)
	w.wantFinalized(b.id, a.id)
	w.root.Set(a) // resurrected
	w.Collect()
	w.wantAlive(3)
	w.finalizer(a) // once more
	if w.SetFinalizer(unsafe.Pointer(a), 0) {
		t.Error("an object has two finalizers")
	}
	w.root.Set(nil)
	w.Collect()
	w.wantFinalized(a.id)
	w.Collect()
	w.wantAlive(0)
}

func TestFinalizedObjectInWeakTables(t *testing.T) {
	for _, inline := range []int{finInline, 0} {
		w := newWorld(t, Config{})
		w.finInline = inline
		all := w.table(Strong, 2)
		w.root.Set(all)
		values, keys := w.table(WeakValues, 1), w.table(Ephemeron, 1)
		all.set(w.Heap, 0, values, keys)
		o := w.table(Strong, 0)
		w.finalizer(o)
		values.set(w.Heap, 0, nil, o)
		keys.set(w.Heap, 0, o, w.table(Strong, 0))
		w.Collect()
		if values.value(0) != nil {
			t.Error("a weak value is there when its finalizer runs")
		}
		if keys.key(0) != o || keys.value(0) == nil {
			t.Error("a weak key is gone before its finalizer runs")
		}
		w.wantFinalized(o.id)
		w.Collect()
		if keys.key(0) != nil {
			t.Error("a weak key is there after its finalizer")
		}
		w.wantAlive(3)
	}
}

func TestReachableObjectsAreFinalizedAtTheEnd(t *testing.T) {
	w := newWorld(t, Config{})
	o := w.table(Strong, 1)
	w.root.Set(o)
	w.finalizer(o)
	c := w.table(Strong, 0)
	o.set(w.Heap, 0, c, nil)
	w.finalizer(c)
	w.Collect()
	w.wantFinalized()
	w.AllFinalizable()
	w.wantFinalized(c.id, o.id)
	if w.Finalizable() != 0 {
		t.Error("the queue is not empty")
	}
	w.Collect()
	w.wantAlive(2)
}

func TestManyFinalizersDoNotMakeStepsLong(t *testing.T) {
	w := newWorld(t, Config{})
	const n = 100_000
	for range n {
		w.finalizer(w.table(Strong, 0))
	}
	most := 0
	w.run(1)
	for w.Phase() != PhasePause {
		most = max(most, w.run(1000))
	}
	if most > 10_000 {
		t.Errorf("a step did %d units of work", most)
	}
	if w.Finalizable() != n {
		t.Errorf("%d objects are to be finalized", w.Finalizable())
	}
	for i := n; i > 0; i-- {
		if _, tag, ok := w.NextFinalizable(); !ok || tag != uint64(i) {
			t.Fatalf("got %d, not %d", tag, i)
		}
	}
	w.Collect()
	w.wantAlive(0)
	if w.Count() != 0 {
		t.Errorf("an empty heap counts %d bytes", w.Count())
	}
}

func TestDropIsCalledOnce(t *testing.T) {
	h := newHost(t)
	drops := 0
	for range 1000 {
		New(h, hostNode{drops: &drops})
		if h.Due() {
			h.Step()
		}
	}
	h.Collect()
	h.Collect()
	if drops != 1000 {
		t.Errorf("1000 objects were dropped %d times", drops)
	}
}
