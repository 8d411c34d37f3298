package gc

// This file defines what the atomic phase does with weak objects.

// Pair is for TraceEphemerons: it marks value if key is marked, and reports whether it was not marked
// before. An implementation that uses it for every entry makes long chains of ephemerons cost linear
// time: the collector then remembers the pair instead of asking the object again and again.
func (t *Tracer) Pair(key, value uintptr) (marked bool) {
	if value == 0 || !t.IsDead(value) {
		return false
	}
	if key != 0 && t.IsDead(key) {
		if t.pairs != nil {
			t.pairs.add(key, value)
		}
		return false
	}
	t.Mark(value)
	return true
}

// pairTable maps keys of ephemerons to the values that wait for them.
type pairTable struct {
	slots []int32 // 1 + index of the first pair of the hash
	pairs []pair
	ready addrStack // objects marked since, whose pairs have not been looked up
}

type pair struct {
	key, value uintptr
	next       int32
}

func (p *pairTable) slot(key uintptr) int {
	return int(uint64(key)*0x9e3779b97f4a7c15>>32) & (len(p.slots) - 1)
}

func (p *pairTable) add(key, value uintptr) {
	if len(p.pairs) == len(p.slots) {
		p.slots = make([]int32, max(64, 2*len(p.slots)))
		for i := range p.pairs {
			p.link(i)
		}
	}
	p.pairs = append(p.pairs, pair{key: key, value: value})
	p.link(len(p.pairs) - 1)
}

func (p *pairTable) link(i int) {
	s := p.slot(p.pairs[i].key)
	p.pairs[i].next = p.slots[s]
	p.slots[s] = int32(i + 1)
}

// resolve marks the values whose keys have been marked; it returns the work done.
func (p *pairTable) resolve(t *Tracer) int {
	work := 0
	for len(p.slots) > 0 {
		addr, ok := p.ready.pop()
		if !ok {
			break
		}
		work++
		for i := p.slots[p.slot(addr)]; i != 0; i = p.pairs[i-1].next {
			work++
			if p.pairs[i-1].key == addr {
				t.Mark(p.pairs[i-1].value)
			}
		}
	}
	return work
}

// plainRounds is after how many rounds of asking all ephemerons pairs are remembered.
const plainRounds = 2

// convergeEphemerons marks values whose keys are marked until nothing changes. It alternates the
// direction, as chains of tables tend to have been made in one order.
func (h *Heap) convergeEphemerons() int {
	t := &h.tracer
	work := 0
	for round := 0; ; round++ {
		if round == plainRounds {
			t.pairs, t.special = new(pairTable), true
		}
		before := t.marked
		for i := 0; i < len(h.weak[Ephemeron]); i++ {
			list := h.weak[Ephemeron]
			addr := list[i]
			if round&1 == 1 {
				addr = list[len(list)-1-i]
			}
			w := h.weakObject(addr)
			t.begin(0, 0, unlimited)
			w.TraceEphemerons(t)
			work += 1 + h.drain()
		}
		if t.marked == before {
			t.pairs, t.special = nil, false
			return work
		}
		if t.pairs != nil {
			// Everything known has been resolved. What is left is for implementations that do
			// without Pair: another round.
			t.pairs = new(pairTable)
		}
	}
}

// drain propagates, with the pairs whose keys get marked, until nothing is left.
func (h *Heap) drain() int {
	t := &h.tracer
	work := h.propagate(unlimited)
	for t.pairs != nil {
		n := t.pairs.resolve(t)
		if n == 0 {
			break
		}
		work += n + h.propagate(unlimited)
	}
	return work
}

func (h *Heap) weakObject(addr uintptr) WeakObject {
	w := h.types[headerAt(addr-headerSize).TypeID()-h.typeBase].weak
	retarget(&w, at(addr))
	return w
}

// clearWeak has objects remove their dead entries; it returns the work done.
func (h *Heap) clearWeak(list []uintptr, values, keys bool) int {
	for _, addr := range list {
		h.tracer.begin(0, 0, unlimited)
		h.weakObject(addr).ClearWeak(&h.tracer, values, keys)
	}
	return len(list)
}
