package gc

// This file defines Verify, which checks the invariants of doc.go, and the walks over the heap.

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/lusterlua/luster/internal/invariant"
)

// Each calls fn for every object that is not dead, in no particular order, with its address, its header
// and the name of its pool. fn must not allocate from the heap nor step it.
func (h *Heap) Each(fn func(addr uintptr, header Header, name string)) {
	for _, c := range h.pools {
		for _, s := range c.slabs {
			for cell := s.base; cell < s.limit; cell += c.size {
				if hd := *headerAt(cell); h.alive(hd) {
					fn(cell+headerSize, hd, c.name)
				}
			}
		}
	}
}

// Children returns the addresses that the object at addr marks when it is traced, in that order and
// with repetitions: its strong edges.
func Children(h *Heap, addr uintptr) []uintptr {
	if *headerAt(addr - headerSize)&Leaf != 0 {
		return nil
	}
	list, _ := h.edges(addr)
	return list
}

func (h *Heap) edges(addr uintptr) (list []uintptr, w Weakness) {
	h.listen(&list, func() { w = h.traceObject(h.coreOf(addr), addr) })
	return list, w
}

// ChildrenOf returns what a root or any other traceable value marks.
func ChildrenOf(h *Heap, r Traceable) []uintptr {
	var list []uintptr
	h.listen(&list, func() { r.TraceGC(&h.tracer) })
	return list
}

// listen runs trace with a tracer that only notes what is marked.
func (h *Heap) listen(list *[]uintptr, trace func()) {
	t := &h.tracer
	saved, busy := *t, h.busy
	traced := false
	defer func() {
		*t, h.busy = saved, busy
		if !traced { // it panicked, as in contain
			h.broken, h.marking = true, false
		}
	}()
	h.busy = true // a trace method may do here what it may do in a step
	t.mask, t.sink, t.visits, t.special = ^Header(0), list, nil, true
	t.begin(0, 0, unlimited)
	trace()
	traced = true
}

func (h *Heap) coreOf(addr uintptr) *core {
	return h.types[headerAt(addr-headerSize).TypeID()-h.typeBase]
}

// Verify checks every invariant of the heap, between steps, and returns the first violation. It takes
// time in proportion to the heap.
func (h *Heap) Verify() error {
	if h.closed {
		return nil
	}
	if h.broken {
		return errors.New("gc: a trace method panicked")
	}
	if n := h.Count(); n != h.base+h.debt {
		return fmt.Errorf("gc: count %d is not base %d + debt %d", n, h.base, h.debt)
	}
	v := verifier{h: h}
	if h.marking {
		v.collectGray()
		h.listen(&v.late, func() { h.changes.trace(&h.tracer) })
	}
	for _, c := range h.pools {
		for _, s := range c.slabs {
			v.slab(c, s)
		}
	}
	v.chunks()
	v.finalizers()
	if v.count += h.host; v.count != h.Count() {
		v.failf("the heap counts %d bytes, the walk %d", h.Count(), v.count)
	}
	if v.real += h.host; v.real != h.real {
		v.failf("the heap has %d bytes of Go, the walk found %d", h.real, v.real)
	}
	return v.err
}

type verifier struct {
	h     *Heap
	gray  map[uintptr]bool // objects that will be traced
	late  []uintptr        // objects that plain Go memory leads to which will be traced
	count int64
	real  int64
	err   error
}

func (v *verifier) failf(format string, args ...any) {
	if v.err == nil {
		v.err = fmt.Errorf("gc: "+format, args...)
	}
}

func (v *verifier) collectGray() {
	v.gray = make(map[uintptr]bool)
	for _, s := range []*addrStack{&v.h.tracer.gray, &v.h.again} {
		for i := range s.n {
			v.gray[s.seg[i]] = true
		}
		for _, seg := range s.full {
			for _, a := range seg {
				v.gray[a] = true
			}
		}
	}
	for _, a := range v.h.large {
		v.gray[a] = true
	}
}

// slab checks invariants 1, 2, 4 and 5 for the cells of a slab and 3 for their objects.
func (v *verifier) slab(c *core, s *slab) {
	h := v.h
	v.real += s.bytes
	for page := s.base; page < s.limit; page += pageSize {
		if h.pages.find(page) != &s.region {
			v.failf("slab %#x of %s is not in the page table", s.base, c.name)
		}
	}
	free, retired := 0, 0
	for cell := s.base; cell < s.limit; cell += c.size {
		hd := *headerAt(cell)
		if hd.HeapID() != h.id || hd.TypeID() != s.typeID || hd&Leaf != c.bits || hd.Generation() > s.gen {
			v.failf("cell %#x of %s has header %#x", cell, c.name, uint64(hd))
			return
		}
		switch {
		case hd&Free == 0:
			v.count += int64(c.size)
			if h.alive(hd) {
				v.object(c, s, cell+headerSize, hd)
			}
		case hd&(colours|HasFinalizer|Large) != 0:
			v.failf("free cell %#x of %s has header %#x", cell, c.name, uint64(hd))
		case hd&Fixed != 0:
			retired++
		default:
			free++
			v.unused(c, cell)
		}
	}
	if s == c.slab {
		free -= int((c.end - c.cur) / c.size)
	}
	if free != s.free || retired != s.retired {
		v.failf("slab %#x of %s has %d free and %d retired cells, not %d and %d",
			s.base, c.name, free, retired, s.free, s.retired)
	}
}

// unused checks the memory of a free cell.
func (v *verifier) unused(c *core, cell uintptr) {
	if c.clear == nil && !invariant.Enabled {
		return // cleared when it is allocated
	}
	for a := cell + headerSize; a < cell+c.size; a += 8 {
		if w := uint64(*wordAt(a)); w != 0 && (w != poison || c.clear != nil) {
			v.failf("free cell %#x of %s has been written to", cell, c.name)
			return
		}
	}
}

// object checks the colour of an object and its edges.
func (v *verifier) object(c *core, s *slab, addr uintptr, hd Header) {
	h := v.h
	switch colour := hd & colours; {
	case h.marking:
		if colour == 0 && !v.gray[addr] {
			v.failf("%s is gray, and in no list", h.describe(addr))
		}
		if colour&(colour-1) != 0 {
			v.failf("%s has several colours", h.describe(addr))
		}
	case h.phase == PhaseSweep && s.epoch != h.epoch:
		if colour != Black && colour != h.white {
			v.failf("%s is neither black nor white in an unswept slab", h.describe(addr))
		}
	case colour != h.white:
		v.failf("%s is not white outside of marking", h.describe(addr))
	}
	if hd&Leaf != 0 {
		return
	}
	h.tracer.check = true
	children, w := h.edges(addr)
	h.tracer.check = false
	for _, child := range children {
		r := h.pages.find(child)
		if r == nil || r.slab == nil || r.slab.cellOf(child) == 0 {
			v.failf("%s refers to %#x, which is no object", h.describe(addr), child)
			return
		}
		ch := *headerAt(child - headerSize)
		if !h.alive(ch) {
			v.failf("%s refers to %s, which is not alive", h.describe(addr), h.describe(child))
		}
		if h.marking && hd&Black != 0 && ch&whites != 0 && !v.gray[addr] && w != Ephemeron && !slices.Contains(v.late, child) {
			v.failf("%s is black and refers to %s, which is white", h.describe(addr), h.describe(child))
		}
	}
}

// chunks checks the raw memory.
func (v *verifier) chunks() {
	h := v.h
	for _, e := range h.pages.entries {
		if e.region == nil || e.region.chunk == nil || e.page != e.region.base>>pageShift {
			continue
		}
		ch := e.region.chunk
		v.real += ch.bytes
		if ch.big {
			if ch.live {
				v.count += ch.bytes
			}
			continue
		}
		v.blocks(ch)
	}
}

// blocks checks which blocks of a chunk are free.
func (v *verifier) blocks(ch *chunk) {
	c := &v.h.classes[ch.class]
	free, unused := 0, 0
	for i, w := range ch.free {
		free += bits.OnesCount64(w)
		if i*64+bits.Len64(w) > ch.blocks {
			v.failf("chunk %#x has free blocks beyond its end", ch.base)
		}
	}
	if free != ch.nfree {
		v.failf("chunk %#x has %d free blocks, not %d", ch.base, free, ch.nfree)
	}
	if ch == c.cur {
		unused = bits.OnesCount64(c.bits)
		if i := int((c.at-ch.base)/c.size) / 64; unused > 0 && ch.free[i]&c.bits != 0 {
			v.failf("chunk %#x has blocks that are free twice", ch.base)
		}
	}
	v.count += int64(ch.blocks-free-unused) * int64(c.size)
}

func (v *verifier) finalizers() {
	h := v.h
	n := 0
	check := func(e finEntry) {
		n++
		if hd := *headerAt(e.addr - headerSize); !h.alive(hd) || hd&HasFinalizer == 0 {
			v.failf("%s is listed with a finalizer, and has header %#x", h.describe(e.addr), uint64(hd))
		}
	}
	for _, s := range h.fin.segs {
		for i := range s.n {
			check(s.e[i])
		}
	}
	if n != h.fin.n {
		v.failf("%d finalizers are listed, not %d", n, h.fin.n)
	}
	for i := range h.queue.n {
		check(h.queue.at(i))
	}
}

// describe names an object.
func (h *Heap) describe(addr uintptr) string {
	if r := h.pages.find(addr); r == nil || r.slab == nil || r.slab.cellOf(addr) == 0 {
		return fmt.Sprintf("%#x", addr)
	}
	return fmt.Sprintf("%s %#x", h.coreOf(addr).name, addr)
}

// audit is Verify after a step of a build with -tags invariants. On a big heap it is done less often,
// so that a test takes no more than some times as long.
func (h *Heap) audit() {
	h.audits++
	if h.audits%(1+h.Count()>>17) != 0 {
		return
	}
	if err := h.Verify(); err != nil {
		panic("BUG: " + err.Error())
	}
}

// checkmark walks from the roots, once all is marked, and panics if it gets to an object that is not:
// somebody stored an edge without a barrier. The message has the path.
func (h *Heap) checkmark() {
	h.marks++
	if h.marks%(1+h.Count()>>20) != 0 {
		return
	}
	from := make(map[uintptr]uintptr)
	var todo []uintptr
	visit := func(owner uintptr, list []uintptr) {
		for _, a := range list {
			if _, ok := from[a]; !ok {
				from[a] = owner
				todo = append(todo, a)
			}
		}
	}
	for _, r := range h.roots {
		if r != nil {
			visit(0, ChildrenOf(h, r))
		}
	}
	for _, a := range h.anchors.addrs {
		if a != 0 {
			visit(0, []uintptr{a})
		}
	}
	for i := range h.queue.n {
		visit(0, []uintptr{h.queue.at(i).addr})
	}
	for len(todo) > 0 {
		a := pop(&todo)
		if h.tracer.IsDead(a) {
			var path []string
			for ; a != 0; a = from[a] {
				path = append([]string{h.describe(a)}, path...)
			}
			panic("BUG: gc: a barrier is missing on the path: root -> " + strings.Join(path, " -> "))
		}
		if *headerAt(a - headerSize)&Leaf == 0 {
			visit(a, Children(h, a))
		}
	}
}

// checkFree panics if the block is not one that AllocMem gave out.
func (h *Heap) checkFree(ch *chunk, b, n uintptr) {
	switch {
	case ch.big:
		if b != ch.base || int64(n) != ch.bytes {
			panic(fmt.Sprintf("BUG: gc: FreeMem of %d bytes at %#x, which are not a block", n, b))
		}
	case ch == h.classes[ch.class].cur && b >= h.classes[ch.class].at && h.classes[ch.class].bits>>((b-h.classes[ch.class].at)/n)&1 != 0:
		panic(fmt.Sprintf("BUG: gc: FreeMem of %d bytes at %#x, which are free", n, b))
	case *wordAt(b + n - 8) == poison && *wordAt(b + 8) == poison: // nobody writes this word at both places
		panic(fmt.Sprintf("BUG: gc: FreeMem of %d bytes at %#x twice", n, b))
	}
}
