package gc

// This file defines the object type that most tests use: an array of pairs in raw memory that can be
// strong or weak, as an engine's table.

import (
	"testing"
	"unsafe"
)

// A table is an object with n pairs of edges.
type table struct {
	id   uint64
	mem  uintptr
	n    uint32
	mode Weakness
}

type edges struct{ key, value uintptr }

func (o *table) pairs() []edges {
	if o.n == 0 {
		return nil
	}
	return unsafe.Slice((*edges)(at(o.mem)), o.n)
}

func (o *table) TraceGC(t *Tracer) {
	lo, hi := t.Chunk(int(o.n))
	for _, p := range o.pairs()[lo:hi] {
		t.Mark(p.key)
		t.Mark(p.value)
	}
}

func (o *table) TraceWeak(t *Tracer) Weakness {
	switch o.mode {
	case WeakValues:
		lo, hi := t.Chunk(int(o.n))
		for _, p := range o.pairs()[lo:hi] {
			t.Mark(p.key)
		}
	case Ephemeron:
		lo, hi := t.Chunk(int(o.n))
		for _, p := range o.pairs()[lo:hi] {
			t.Pair(p.key, p.value)
		}
	}
	return o.mode
}

func (o *table) ClearWeak(t *Tracer, values, keys bool) {
	values = values && (o.mode == WeakValues || o.mode == WeakAll)
	keys = keys && (o.mode == Ephemeron || o.mode == WeakAll)
	for i := range o.pairs() {
		p := &o.pairs()[i]
		if values && p.value != 0 && t.IsDead(p.value) || keys && p.key != 0 && t.IsDead(p.key) {
			*p = edges{}
		}
	}
}

func (o *table) DropGC(h *Heap) { h.FreeMem(at(o.mem), uintptr(o.n)*16) }

// resize changes the number of pairs, keeping those that fit.
func (o *table) resize(h *Heap, n int) {
	mem := h.AllocMem(uintptr(n) * 16)
	old, oldMem, oldN := o.pairs(), o.mem, o.n
	o.mem, o.n = addrOf(mem), uint32(n)
	copy(o.pairs(), old)
	h.FreeMem(at(oldMem), uintptr(oldN)*16)
	h.Regray(unsafe.Pointer(o))
}

func (o *table) addr() uintptr { return addrOf(unsafe.Pointer(o)) }

// set stores a pair, with the barrier.
func (o *table) set(h *Heap, i int, key, value *table) {
	p := &o.pairs()[i]
	*p = edges{}
	if key != nil {
		p.key = key.addr()
		h.BarrierBack(unsafe.Pointer(o), p.key)
	}
	if value != nil {
		p.value = value.addr()
		h.BarrierBack(unsafe.Pointer(o), p.value)
	}
}

func (o *table) key(i int) *table   { p := PtrAt[table](o.pairs()[i].key); return p.Get() }
func (o *table) value(i int) *table { p := PtrAt[table](o.pairs()[i].value); return p.Get() }

// A world is a heap with one root.
type world struct {
	testing.TB
	*Heap
	tables *Pool[table]
	root   Ptr[table]
	last   uint64
}

func newWorld(tb testing.TB, cfg Config) *world {
	w := &world{TB: tb, Heap: NewHeap(cfg)}
	w.tables = NewPool[table](w.Heap, "table")
	w.AddRoot(w)
	tb.Cleanup(w.Close)
	return w
}

func (w *world) TraceGC(t *Tracer) { w.root.TraceGC(t) }

// table returns a new object with n pairs.
func (w *world) table(mode Weakness, n int) *table {
	o := w.tables.New()
	w.last++
	o.id, o.mode = w.last, mode
	if n > 0 {
		o.resize(w.Heap, n)
	}
	return o
}

func (w *world) verify() {
	w.Helper()
	if err := w.Verify(); err != nil {
		w.Fatal(err)
	}
}

// alive returns the number of objects that are not dead.
func (w *world) alive() (n int) {
	w.Each(func(uintptr, Header, string) { n++ })
	return n
}

func (w *world) wantAlive(n int) {
	w.Helper()
	w.verify()
	if got := w.alive(); got != n {
		w.Fatalf("%d objects are alive, not %d", got, n)
	}
}

// until steps until the phase is reached.
func (w *world) until(p Phase) {
	w.Helper()
	for i := 0; w.Phase() != p; i++ {
		if i > 1_000_000 {
			w.Fatalf("phase %v does not come", p)
		}
		w.busy = true
		w.run(1)
		w.busy = false
		if i%(1+int(w.Count()>>14)) == 0 {
			w.verify()
		}
	}
}

func stampOf(o *table) uint64 { return HeaderOf(unsafe.Pointer(o)).Stamp() }
