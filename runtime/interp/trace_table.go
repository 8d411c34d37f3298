package interp

// This file defines how the collector sees tables.

import (
	"strings"

	"github.com/lusterlua/luster/runtime/gc"
)

// TraceGC marks the elements.
func (p *arrayPart) TraceGC(t *gc.Tracer) {
	lo, hi := t.Chunk(int(p.n))
	for a, end := p.addr+uintptr(lo)*valueSize, p.addr+uintptr(hi)*valueSize; a < end; a += valueSize {
		if p := valueAt(a); p.collectable() { // open-coded: t.Mark inlines here
			t.Mark(uintptr(p.u))
		}
	}
}

// TraceGC marks keys and values. The keys of removed entries are not marked but
// declared dead: the node stays for its chain and for traversals.
func (p *hashPart) TraceGC(t *gc.Tracer) {
	for n, end := p.chunk(t); n < end; n += nodeSize {
		x := nodeAt(n)
		if x.val.IsNil() {
			x.clearKey()
			continue
		}
		if x.kk >= uint32(KShortStr) {
			t.Mark(uintptr(x.ku))
		}
		if x.val.collectable() {
			t.Mark(uintptr(x.val.u))
		}
	}
}

// chunk returns the addresses of the nodes to trace in this visit.
func (p *hashPart) chunk(t *gc.Tracer) (lo, hi uintptr) {
	i, j := t.Chunk(p.size())
	return p.node + uintptr(i)<<nodeShift, p.node + uintptr(j)<<nodeShift
}

// clearKey forgets the key of a node without value if it is an object.
func (n *node) clearKey() {
	if n.kk >= uint32(KShortStr) {
		n.kk = deadKey
	}
}

// flagMode is the bit of Table.flags for the event "__mode".
const flagMode = 1 << 3

// weakness returns what the metatable's __mode says.
func (x *Table) weakness(t *gc.Tracer) gc.Weakness {
	meta := x.meta.Get()
	if meta == nil || meta.flags&flagMode != 0 {
		return gc.Strong
	}
	mode := meta.getShort(storeOf(t.Heap()).modeName)
	if !mode.isShort() {
		if mode.IsNil() {
			meta.flags |= flagMode
		}
		return gc.Strong
	}
	w := gc.Strong
	text := str(mode)
	if strings.IndexByte(text, 'k') >= 0 {
		w = gc.Ephemeron
	}
	if strings.IndexByte(text, 'v') >= 0 {
		if w == gc.Ephemeron {
			return gc.WeakAll
		}
		w = gc.WeakValues
	}
	return w
}

// TraceWeak marks the strong parts of a weak table.
func (x *Table) TraceWeak(t *gc.Tracer) gc.Weakness {
	w := x.weakness(t)
	if w == gc.Strong {
		return w
	}
	x.meta.TraceGC(t)
	switch w {
	case gc.WeakValues:
		t.Chunk(0) // the array part, so that the hash part is the second as in the other modes
		for n, end := x.hash.chunk(t); n < end; n += nodeSize {
			if p := nodeAt(n); p.val.IsNil() {
				p.clearKey()
			} else if p.kk >= uint32(KShortStr) {
				t.Mark(uintptr(p.ku))
			}
		}
	case gc.Ephemeron:
		x.array.TraceGC(t)
		for n, end := x.hash.chunk(t); n < end; n += nodeSize {
			nodeAt(n).traceEphemeron(t)
		}
	}
	return w
}

// traceEphemeron marks the value if the key is alive.
func (n *node) traceEphemeron(t *gc.Tracer) {
	if n.val.IsNil() {
		n.clearKey()
		return
	}
	key := uintptr(0)
	if n.kk >= uint32(KTable) {
		key = uintptr(n.ku)
	} else if n.kk >= uint32(KShortStr) {
		t.Mark(uintptr(n.ku)) // a string is a value, so it is alive
	}
	if n.val.collectable() {
		t.Pair(key, uintptr(n.val.u))
	}
}

// keyCleared reports whether the key is an object that dies.
func (n *node) keyCleared(t *gc.Tracer) bool {
	return n.kk >= uint32(KShortStr) && cleared(t, Kind(n.kk), n.ku)
}

// cleared reports whether an object that a weak table holds dies. Strings count
// as values, not as objects: no entry disappears for one, so it is marked.
func cleared(t *gc.Tracer, k Kind, addr uint64) bool {
	if k <= KLongStr {
		t.Mark(uintptr(addr))
		return false
	}
	return t.IsDead(uintptr(addr))
}

// ClearWeak removes the entries whose value or key dies.
func (x *Table) ClearWeak(t *gc.Tracer, values, keys bool) {
	if values {
		for i := range x.array.n {
			if p := x.array.at(i); p.collectable() && cleared(t, Kind(p.t), p.u) {
				*p = Value{}
			}
		}
	}
	for i := range uint32(x.hash.size()) {
		n := x.hash.at(i)
		if values && n.val.collectable() && cleared(t, Kind(n.val.t), n.val.u) {
			n.val = Value{}
		}
		if keys && !n.val.IsNil() && n.keyCleared(t) {
			n.val = Value{}
		}
		if n.val.IsNil() {
			n.clearKey()
		}
	}
}
