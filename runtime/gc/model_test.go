package gc

// This file compares the collector with a naive oracle on random mutations of an object graph.

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"unsafe"
)

// A twin is the oracle's idea of an object.
type twin struct {
	obj   *table
	addr  uintptr
	stamp uint64
	mode  Weakness
	pairs []twinPair
	fin   int // order of SetFinalizer, 0 for none
}

type twinPair struct{ key, value *twin }

type model struct {
	*world
	rng     *rand.Rand
	roots   []*twin
	anchors []modelAnchor
	queue   []*twin // objects known to wait for their finalizer
	byAddr  map[uintptr]*twin
	dead    []twin // some that were collected
	fins    int
}

type modelAnchor struct {
	a *Anchor
	t *twin
}

func (m *model) TraceGC(t *Tracer) {
	for _, r := range m.roots {
		if r != nil {
			t.Mark(r.addr)
		}
	}
}

// reach returns what is reachable from the roots and the given objects.
func (m *model) reach(more []*twin) map[*twin]bool {
	seen := make(map[*twin]bool)
	var todo, ephemerons []*twin
	visit := func(t *twin) {
		if t != nil && !seen[t] {
			seen[t] = true
			todo = append(todo, t)
		}
	}
	for _, r := range m.roots {
		visit(r)
	}
	for _, a := range m.anchors {
		visit(a.t)
	}
	for _, t := range more {
		visit(t)
	}
	for {
		for len(todo) > 0 {
			t := pop(&todo)
			switch t.mode {
			case Strong:
				for _, p := range t.pairs {
					visit(p.key)
					visit(p.value)
				}
			case WeakValues:
				for _, p := range t.pairs {
					visit(p.key)
				}
			case Ephemeron:
				ephemerons = append(ephemerons, t)
			}
		}
		for _, t := range ephemerons {
			for _, p := range t.pairs {
				if p.key == nil || seen[p.key] {
					visit(p.value)
				}
			}
		}
		if len(todo) == 0 {
			return seen
		}
	}
}

// pick returns a reachable object: a random walk along strong edges.
func (m *model) pick() *twin {
	t := m.roots[m.rng.IntN(len(m.roots))]
	if t == nil && len(m.anchors) > 0 {
		t = m.anchors[m.rng.IntN(len(m.anchors))].t
	}
	for range m.rng.IntN(6) {
		if t == nil || len(t.pairs) == 0 {
			return t
		}
		p := t.pairs[m.rng.IntN(len(t.pairs))]
		next := p.key
		if t.mode == Strong && next == nil {
			next = p.value
		}
		if t.mode > WeakValues || next == nil {
			return t
		}
		t = next
	}
	return t
}

func (m *model) newTwin() *twin {
	mode := Strong
	if m.rng.IntN(4) == 0 {
		mode = Weakness(m.rng.IntN(4))
	}
	n := m.rng.IntN(6)
	if m.rng.IntN(50) == 0 {
		n = 900 + m.rng.IntN(3000)
	}
	o := m.table(mode, n)
	t := &twin{obj: o, addr: o.addr(), stamp: stampOf(o), mode: mode, pairs: make([]twinPair, n)}
	if old := m.byAddr[t.addr]; old != nil && old.stamp == t.stamp {
		m.Fatalf("stamp %#x is repeated at %#x", t.stamp, t.addr)
	}
	m.byAddr[t.addr] = t
	return t
}

func (m *model) store(t *twin, i int, key, value *twin) {
	var k, v *table
	if key != nil {
		k = key.obj
	}
	if value != nil {
		v = value.obj
	}
	if m.rng.IntN(4) > 0 {
		t.obj.set(m.Heap, i, k, v)
	} else { // an engine that does not know what it stored
		p := &t.obj.pairs()[i]
		*p = edges{}
		if k != nil {
			p.key = k.addr()
		}
		if v != nil {
			p.value = v.addr()
		}
		m.Touch(unsafe.Pointer(t.obj))
	}
	t.pairs[i] = twinPair{key, value}
}

// mutate does one random operation.
func (m *model) mutate() {
	t := m.pick()
	switch op := m.rng.IntN(40); {
	case t == nil || op == 0:
		m.roots[m.rng.IntN(len(m.roots))] = m.newTwin()
	case op == 1:
		m.roots[m.rng.IntN(len(m.roots))] = m.pick()
	case op == 2 && m.rng.IntN(3) == 0:
		m.roots[m.rng.IntN(len(m.roots))] = nil
	case op < 5:
		if len(m.anchors) < 10 {
			m.anchors = append(m.anchors, modelAnchor{m.Anchor(t.addr), t})
		} else {
			i := m.rng.IntN(len(m.anchors))
			if err := m.anchors[i].a.Release(); err != nil {
				m.Fatal(err)
			}
			m.anchors[i] = m.anchors[len(m.anchors)-1]
			pop(&m.anchors)
		}
	case op == 5 && m.Phase() != PhaseFinalize:
		// In that phase dead keys are still in weak tables; one that becomes strong has them again,
		// though they are to be finalized, and the oracle would be surprised.
		t.mode = Weakness(m.rng.IntN(4))
		t.obj.mode = t.mode
		m.Touch(unsafe.Pointer(t.obj))
	case op == 6:
		n := m.rng.IntN(8)
		if m.rng.IntN(10) == 0 {
			n = m.rng.IntN(3000)
		}
		t.obj.resize(m.Heap, n)
		old := t.pairs
		t.pairs = make([]twinPair, n)
		copy(t.pairs, old)
	case op == 7 && t.fin == 0:
		m.fins++
		t.fin = m.fins
		if !m.SetFinalizer(unsafe.Pointer(t.obj), uint64(t.fin)) {
			m.Fatal("a finalizer was not set")
		}
	case op == 8:
		if addr, tag, ok := m.NextFinalizable(); ok {
			f := m.byAddr[addr]
			if f == nil || f != m.queue[0] || uint64(f.fin) != tag {
				m.Fatalf("%#x is not what the queue begins with", addr)
			}
			m.queue = m.queue[1:]
			f.fin = 0
			if m.rng.IntN(2) == 0 {
				m.roots[m.rng.IntN(len(m.roots))] = f // resurrected
			}
		}
	case op < 11 && len(t.pairs) > 0: // move within the object
		i, j := m.rng.IntN(len(t.pairs)), m.rng.IntN(len(t.pairs))
		p := t.obj.pairs()
		p[i], p[j] = p[j], p[i]
		t.pairs[i], t.pairs[j] = t.pairs[j], t.pairs[i]
		m.Regray(unsafe.Pointer(t.obj))
	case len(t.pairs) > 0:
		var key, value *twin
		switch m.rng.IntN(4) {
		case 0:
			key, value = m.newTwin(), m.pick()
		case 1:
			key, value = m.pick(), m.newTwin()
		case 2:
			key, value = m.pick(), m.pick()
		}
		m.store(t, m.rng.IntN(len(t.pairs)), key, value)
	}
}

// compare checks the heap after the collector has run. known is what was reachable then. exact says
// that a whole collection has just ended.
func (m *model) compare(exact bool) {
	before := m.reach(m.queue)
	ready := make([]*twin, 0, m.Finalizable())
	for i := range m.Finalizable() {
		ready = append(ready, m.byAddr[m.Heap.queue.at(i).addr])
	}
	for i, t := range m.queue {
		if ready[i] != t {
			m.Fatal("the order of the queue has changed")
		}
	}
	added := ready[len(m.queue):]
	for _, t := range added {
		if before[t] {
			m.Fatalf("%d is to be finalized, and reachable", t.obj.id)
		}
	}
	m.queue = ready
	after := m.reach(ready)      // with the entries that were cleared only at the end
	for _, t := range m.byAddr { // also what may yet be resurrected
		if m.Check(t.addr, t.stamp) {
			m.compareCleared(t, before)
		}
	}
	for t := range after {
		if !m.Check(t.addr, t.stamp) {
			m.Fatalf("%#x is reachable, and not alive", t.addr)
		}
		m.comparePairs(t, after, exact)
	}
	for i := range m.dead {
		if d := &m.dead[i]; m.Check(d.addr, d.stamp) {
			m.Fatalf("%#x was dead, and is alive again", d.addr)
		}
	}
	if !exact {
		return
	}
	n := 0
	m.Each(func(addr uintptr, hd Header, _ string) {
		n++
		if t := m.byAddr[addr]; t == nil || t.stamp != hd.Stamp() || !after[t] {
			m.Fatalf("%#x is alive, and not reachable", addr)
		}
	})
	if n != len(after) {
		m.Fatalf("%d objects are alive, not %d", n, len(after))
	}
	for addr, t := range m.byAddr {
		if !after[t] {
			if len(m.dead) < 1000 {
				m.dead = append(m.dead, *t)
			} else {
				m.dead[m.rng.IntN(1000)] = *t
			}
			delete(m.byAddr, addr)
		}
	}
}

// compareCleared takes over which entries of an object were cleared, and checks that they had to be.
func (m *model) compareCleared(t *twin, before map[*twin]bool) {
	for i, p := range t.obj.pairs() {
		q := t.pairs[i]
		if p != (edges{}) || q == (twinPair{}) {
			continue
		}
		value := t.mode == WeakValues || t.mode == WeakAll
		key := t.mode == Ephemeron || t.mode == WeakAll
		if !(value && q.value != nil && !before[q.value] || key && q.key != nil && !before[q.key]) {
			m.Fatalf("entry %d of %d (%d) was cleared, and is reachable", i, t.obj.id, t.mode)
		}
		t.pairs[i] = twinPair{}
	}
}

// comparePairs checks the entries of a reachable object.
func (m *model) comparePairs(t *twin, after map[*twin]bool, exact bool) {
	for i, p := range t.obj.pairs() {
		q := t.pairs[i]
		if q.key != nil && p.key != q.key.addr || q.value != nil && p.value != q.value.addr {
			m.Fatalf("entry %d of %d has changed", i, t.obj.id)
		}
		if exact && (q.key != nil && !after[q.key] || q.value != nil && !after[q.value]) {
			m.Fatalf("entry %d of %d (%d) is not reachable, and there", i, t.obj.id, t.mode)
		}
	}
}

// modelOps is for long runs: go test ./runtime/gc -run TestModel -model.ops 1000000
var modelOps = flag.Int("model.ops", 0, "operations of each seed of TestModel")

func TestModel(t *testing.T) {
	ops, seeds := 150_000, uint64(6)
	if testing.Short() {
		ops, seeds = 30_000, 3
	}
	if *modelOps > 0 {
		ops = *modelOps
	}
	for seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			m := &model{world: newWorld(t, Config{}), rng: rand.New(rand.NewPCG(seed, 1)), byAddr: make(map[uintptr]*twin)}
			m.roots = make([]*twin, 8)
			every := 40
			if seed%3 == 1 {
				m.roots = make([]*twin, 400) // a heap of several slabs
				every = 1500
			}
			if seed%2 == 1 {
				m.finInline = 3 // two atomic phases, mostly
			}
			m.AddRoot(m)
			for i := range ops {
				m.mutate()
				switch {
				case m.rng.IntN(every) == 0:
					m.busy = true
					m.run(1 + m.rng.IntN(every*every/4))
					m.busy = false
					m.compare(false)
				case m.rng.IntN(50*every) == 0:
					m.verify()
				case m.rng.IntN(100*every) == 0:
					if err := m.collect(); err != nil {
						t.Fatalf("operation %d: %v", i, err)
					}
				}
			}
			t.Logf("%+v", m.Stats())
		})
	}
}

// collect compares exactly after a whole collection.
func (m *model) collect() error {
	for m.Phase() != PhasePause {
		m.busy = true
		m.run(1 << 20)
		m.busy = false
		m.compare(false)
	}
	m.Collect()
	m.compare(true)
	return m.Verify()
}
