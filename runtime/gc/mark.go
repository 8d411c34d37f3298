package gc

// This file defines Tracer, what an object's TraceGC talks to, and the marking of the heap.

import "unsafe"

const (
	// chunkWork is how many elements of its array parts a visit of an object traces at most.
	// An object with more is a large one.
	chunkWork = 512
	// maxRestarts bounds how often a large object's trace starts over in one cycle because its owner
	// keeps restructuring it; after that it is left to the atomic phase, so that the cycle ends.
	maxRestarts = 64
)

// A Tracer marks objects. It is passed to TraceGC and must not be kept.
type Tracer struct {
	h    *Heap
	mask Header // colours that make Mark do something
	gray addrStack

	// Of the object being visited: array parts done in earlier visits, elements done of the next one,
	// and what this visit may still do.
	part, offset       int
	seen               int // array parts seen in this visit
	budget             int
	cutPart, cutOffset int
	cut                bool

	marked  int64            // objects marked in this cycle
	special bool             // sink or pairs is set
	sink    *[]uintptr       // if set, Mark only notes the address
	check   bool             // the edges are listed for Verify
	pairs   *pairTable       // ephemerons that wait for their key, late in a cycle
	visits  map[any]struct{} // what Visit and Walk have met
	walk    []Traceable      // what Walk has yet to trace
	walks   bool
}

// Mark marks the object at addr as reachable; 0 is ignored.
func (t *Tracer) Mark(addr uintptr) {
	if addr != 0 && *headerAt(addr - headerSize)&t.mask != 0 {
		t.mark(addr)
	}
}

//go:noinline
func (t *Tracer) mark(addr uintptr) {
	if t.special && t.divert(addr) {
		return
	}
	hp := headerAt(addr - headerSize)
	hd := *hp
	t.marked++
	if hd&Leaf != 0 {
		*hp = hd&^whites | Black
		return
	}
	*hp = hd &^ whites
	t.gray.push(addr)
}

// divert does what mark does besides marking, and reports whether that is all.
func (t *Tracer) divert(addr uintptr) bool {
	if t.sink != nil {
		*t.sink = append(*t.sink, addr)
		return true
	}
	if t.pairs.n > 0 {
		t.pairs.ready.push(addr)
	}
	return false
}

// Chunk tells which elements of an array part of n elements to trace in this visit. An object calls it
// once per array part, in a fixed order, on every visit, and traces the elements [lo, hi): that spreads
// a big object over many steps. Between the visits of an object a part may grow, or elements may be
// replaced (under a barrier); if elements move, the owner needs Heap.Regray.
func (t *Tracer) Chunk(n int) (lo, hi int) {
	part := t.seen
	t.seen++
	if part < t.part {
		return n, n
	}
	if part == t.part {
		lo = min(t.offset, n)
	}
	hi = n
	if room := max(t.budget, 0); n-lo > room { // a walk may have overdrawn it
		hi = lo + room
		if !t.cut {
			t.cut, t.cutPart, t.cutOffset = true, part, hi
		}
	}
	t.budget -= hi - lo
	return lo, hi
}

// Room returns how many more elements this visit may trace, at least 1. It is for objects that keep
// count of what they have traced in this cycle themselves: they say how much they did with Spend, and
// with Revisit that something is left.
func (t *Tracer) Room() int { return max(t.budget, 1) }

// Spend counts n elements as traced in this visit.
func (t *Tracer) Spend(n int) { t.budget -= n }

// Revisit makes the collector visit the object again. What else it traces is met again then.
func (t *Tracer) Revisit() {
	if !t.cut {
		t.cut, t.cutPart, t.cutOffset = true, 0, 0
	}
}

// Listing reports whether the edges are only being listed, for a check or a snapshot: then an object
// shows all of them, and remembers nothing of it.
func (t *Tracer) Listing() bool { return t.sink != nil }

// Checking reports whether the edges are listed to be checked between two steps. An object leaves out
// then what it shares with one that is always traced again, as a variable in a stack: the other is no
// proof that a barrier is missing.
func (t *Tracer) Checking() bool { return t.check }

// IsDead reports whether the object at addr has not been marked. It is meaningful in ClearWeak only.
func (t *Tracer) IsDead(addr uintptr) bool {
	return *headerAt(addr - headerSize)&(whites|Fixed)-1 < whites
}

// Visit reports whether the plain Go memory at p, which is not an object of the heap, is visited for
// the first time. It keeps traces of cyclic Go data structures finite. Each atomic phase starts over.
func (t *Tracer) Visit(p unsafe.Pointer) bool {
	if p == nil {
		return false
	}
	if _, ok := t.visits[p]; ok {
		return false
	}
	if t.visits == nil {
		t.visits = make(map[any]struct{})
	}
	t.visits[p] = struct{}{} // holds p: its address can't be reused within the cycle
	return true
}

// Heap returns the heap that is being traced.
func (t *Tracer) Heap() *Heap { return t.h }

// begin prepares for tracing an object or root from the given place with the given budget.
func (t *Tracer) begin(part, offset, budget int) {
	t.part, t.offset, t.seen, t.budget, t.cut = part, offset, 0, budget, false
}

// A largeState is how far the trace of a large object has come.
type largeState struct {
	part, offset int
	restarts     int
	active       bool // in Heap.large, to be visited
	weakness     Weakness
}

const unlimited = int(^uint(0) >> 1)

// propagate traces gray objects until the work is done or no gray object is left; it returns the work.
func (h *Heap) propagate(work int) int {
	g := &h.tracer.gray
	h.tracer.begin(0, 0, chunkWork)
	done := 0
	for done < work {
		if g.n == 0 && !g.refill() {
			if len(h.large) == 0 {
				break
			}
			done++
			if addr := pop(&h.large); h.largeState[addr].active {
				done += h.visitLarge(addr)
			}
			continue
		}
		g.n--
		done += h.visit(g.seg[g.n])
	}
	return done
}

// visit traces a gray object and returns the work done. The tracer is ready for an ordinary object,
// and is left so.
func (h *Heap) visit(addr uintptr) int {
	t := &h.tracer
	hp := headerAt(addr - headerSize)
	hd := *hp
	if hd&(Black|Large) != 0 {
		if hd&Black != 0 {
			return 1 // pushed twice
		}
		return h.visitLarge(addr)
	}
	*hp = hd | Black
	c := h.types[hd.TypeID()-h.typeBase]
	weakness := Strong
	if c.weak == nil || c.strong != notFlagged && *wordAt(addr + c.strong) == 0 { // the usual case, spelled out
		o := c.trace
		retarget(&o, at(addr))
		o.TraceGC(t)
	} else {
		weakness = h.traceObject(c, addr)
		h.noteWeak(weakness, addr)
	}
	if t.seen == 0 && t.budget == chunkWork {
		return 2 // the tracer is as it was
	}
	work := 2 + chunkWork - t.budget
	if t.cut {
		*hp |= Large
		if h.largeState == nil {
			h.largeState = make(map[uintptr]largeState)
		}
		h.largeState[addr] = largeState{part: t.cutPart, offset: t.cutOffset, active: true, weakness: weakness}
		h.large = append(h.large, addr)
	}
	t.begin(0, 0, chunkWork)
	return work
}

// visitLarge continues the trace of a large object.
func (h *Heap) visitLarge(addr uintptr) int {
	t := &h.tracer
	hp := headerAt(addr - headerSize)
	s := h.largeState[addr]
	s.active = false
	if *hp&Black == 0 { // regrayed
		s.part, s.offset = 0, 0
	}
	first := s.part == 0 && s.offset == 0
	*hp |= Black
	t.begin(s.part, s.offset, chunkWork)
	weakness := h.traceObject(h.types[hp.TypeID()-h.typeBase], addr)
	if first || weakness != s.weakness {
		// The weakness may change between two visits: what the later visits leave unmarked must be
		// cleared, whatever the first one said.
		h.noteWeak(weakness, addr)
	}
	s.weakness = weakness
	if t.cut {
		s.part, s.offset, s.active = t.cutPart, t.cutOffset, true
		h.large = append(h.large, addr)
	}
	h.largeState[addr] = s
	work := 2 + chunkWork - t.budget
	t.begin(0, 0, chunkWork)
	return work
}

// traceObject calls the object's trace method and returns how it holds its entries.
func (h *Heap) traceObject(c *core, addr uintptr) Weakness {
	if c.weak != nil {
		w := c.weak
		retarget(&w, at(addr))
		if weakness := w.TraceWeak(&h.tracer); weakness != Strong {
			return weakness
		}
	}
	o := c.trace
	retarget(&o, at(addr))
	o.TraceGC(&h.tracer)
	return Strong
}

// noteWeak keeps a weak object for the atomic phase.
func (h *Heap) noteWeak(w Weakness, addr uintptr) {
	if w != Strong {
		h.weak[w] = append(h.weak[w], addr)
	}
}

// traceRoots marks what the roots refer to; it returns the work done.
func (h *Heap) traceRoots() int {
	t := &h.tracer
	work := len(h.roots)
	for _, r := range h.roots {
		if r != nil {
			t.begin(0, 0, unlimited)
			r.TraceGC(t)
			work += unlimited - t.budget
		}
	}
	return work
}
