package gc

// This file defines how weak objects are traced and cleared.

// Pair is for TraceWeak of an object that answers Ephemeron, for each of its entries: it marks value if
// key is marked. If not, the collector remembers the pair, unless it is going to ask again, and marks
// value when key gets marked; so that chains of ephemerons cost linear time. A key of 0 counts as marked.
func (t *Tracer) Pair(key, value uintptr) {
	switch {
	case value == 0:
	case key == 0 || !t.IsDead(key):
		t.Mark(value)
	case t.sink == nil && t.pairs != nil && t.IsDead(value):
		t.pairs.add(key, value)
	}
}

// pairTable maps keys of ephemerons to the values that wait for them. It is a linear hash table, which
// grows by one bucket at a time, and in segments: no insertion takes longer than the others.
type pairTable struct {
	heads   []*[pairSeg]int32 // 1 + index of the first pair of the bucket
	pairs   []*[pairSeg]pair
	buckets int
	mask    int // 2^k-1 with 2^(k-1) <= buckets <= 2^k
	n       int
	ready   addrStack // objects marked since, whose pairs have not been looked up
}

type pair struct {
	key, value uintptr
	next       int32
}

const (
	pairSeg  = 1024
	pairWork = 4 // work of a look at a pair, which is in no cache
)

func newPairTable() *pairTable {
	return &pairTable{heads: []*[pairSeg]int32{new([pairSeg]int32)}, buckets: pairSeg, mask: pairSeg - 1}
}

func (p *pairTable) head(key uintptr) *int32 {
	i := int(uint64(key)*0x9e3779b97f4a7c15>>32) & p.mask
	if i >= p.buckets {
		i &= p.mask >> 1
	}
	return &p.heads[i/pairSeg][i%pairSeg]
}

func (p *pairTable) at(i int32) *pair { return &p.pairs[(i-1)/pairSeg][(i-1)%pairSeg] }

func (p *pairTable) add(key, value uintptr) {
	if p.n == 1<<31-1 {
		panic("BUG: gc: too many pairs")
	}
	if p.n%pairSeg == 0 {
		p.pairs = append(p.pairs, new([pairSeg]pair))
	}
	if p.n >= p.buckets {
		p.split()
	}
	p.n++
	b := p.head(key)
	*p.at(int32(p.n)) = pair{key, value, *b}
	*b = int32(p.n)
}

// split adds a bucket and moves to it what belongs there.
func (p *pairTable) split() {
	if p.buckets%pairSeg == 0 {
		p.heads = append(p.heads, new([pairSeg]int32))
	}
	if p.buckets > p.mask {
		p.mask = p.mask<<1 | 1
	}
	i := p.buckets & (p.mask >> 1)
	rest := p.heads[i/pairSeg][i%pairSeg]
	p.heads[i/pairSeg][i%pairSeg] = 0
	p.buckets++
	for rest != 0 {
		x := p.at(rest)
		b := p.head(x.key)
		rest, x.next, *b = x.next, *b, rest
	}
}

// resolve marks values whose keys have been marked, for the given work; it returns the work done.
func (p *pairTable) resolve(t *Tracer, limit int) int {
	work := 0
	for work < limit {
		addr, ok := p.ready.pop()
		if !ok {
			break
		}
		work += pairWork
		for i := *p.head(addr); i != 0; {
			x := p.at(i)
			i = x.next
			work += pairWork
			if x.key == addr {
				t.Mark(x.value)
			}
		}
	}
	return work
}

func (p *pairTable) bytes() int64 {
	if p == nil {
		return 0
	}
	return int64(len(p.heads))*pairSeg*4 + int64(len(p.pairs))*pairSeg*24 + p.ready.bytes()
}

// pairStep is for when everything that the roots lead to is marked, but for what is reachable through
// ephemerons: all of them are traced once more, and from now on the pairs whose keys are not marked are
// remembered. It returns the work done.
func (h *Heap) pairStep(work int) int {
	t := &h.tracer
	if t.pairs == nil {
		if len(h.weak[Ephemeron]) == 0 {
			return 0
		}
		t.pairs, t.special = newPairTable(), true
		h.ephemerons, h.weak[Ephemeron] = h.weak[Ephemeron], nil
	}
	n := 0
	for ; n < work && len(h.ephemerons) > 0; n++ {
		addr := pop(&h.ephemerons)
		*headerAt(addr - headerSize) &^= Black
		t.gray.push(addr)
	}
	return n
}

// complete marks everything that what has been marked leads to, and returns the work done.
func (h *Heap) complete() int {
	t := &h.tracer
	work := 0
	for {
		n := h.propagate(unlimited)
		if t.pairs != nil {
			n += t.pairs.resolve(t, unlimited)
		}
		if n == 0 {
			n = h.pairStep(unlimited)
		}
		if n == 0 {
			return work
		}
		work += n
	}
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
