package interp

// This file defines the storing of table entries.

import "github.com/lusterlua/luster/runtime/gc"

// setStatus says how a store to a table ended.
type setStatus uint8

const (
	setOK       setStatus = iota
	setNilKey             // "index is nil"
	setNaNKey             // "index is NaN"
	setNoMemory           // the table could not grow; it is unchanged
	setFrozen             // the table is frozen
)

// barrier keeps the collector's invariant after v was stored in t. It is too big
// to be inlined, so where it matters it is only called for objects.
func (s *store) barrier(t *Table, v Value) {
	if v.collectable() {
		s.heap.BarrierBack(t.ptr(), uintptr(v.u))
	}
}

// set stores v under k, without metamethods. v may be nil.
func (s *store) set(t *Table, k, v Value) setStatus {
	switch Kind(k.t) {
	case KShortStr:
		return s.setShort(t, k, v)
	case KInt:
		return s.setInt(t, int64(k.u), v)
	case KNil:
		return setNilKey
	case KFloat:
		f := k.float()
		if i, ok := floatToInt(f); ok {
			return s.setInt(t, i, v)
		}
		if f != f {
			return setNaNKey
		}
	}
	if n := t.find(s.heap, k); n != nil && !t.frozen {
		n.val = v
		s.barrier(t, v)
		return setOK
	}
	return s.insert(t, k, v)
}

// setInt stores v under an integer key.
func (s *store) setInt(t *Table, i int64, v Value) setStatus {
	if k := uint64(i) - 1; k < uint64(t.array.n) {
		*valueAt(t.array.addr + uintptr(k)*valueSize) = v
		if v.collectable() {
			s.barrier(t, v)
		}
		return setOK
	}
	if n := t.findInt(i); n != nil && !t.frozen {
		n.val = v
		if v.collectable() {
			s.barrier(t, v)
		}
		return setOK
	}
	return s.insert(t, Int(i), v)
}

// setShort stores v under a short string.
func (s *store) setShort(t *Table, k, v Value) setStatus {
	if t.frozen {
		return s.insert(t, k, v)
	}
	mp := t.hash.main(shortAt(k.u).hash)
	for n := mp; ; n = n.after(n.next) {
		if n.ku == k.u && n.kk == uint32(KShortStr) {
			if n.val.IsNil() {
				t.flags = 0
			}
			n.val = v
			if v.collectable() {
				s.barrier(t, v)
			}
			return setOK
		}
		if n.next == 0 {
			break
		}
	}
	t.flags = 0
	if !mp.val.IsNil() || v.IsNil() || t.hash.node == dummyAddr {
		return s.insert(t, k, v)
	}
	mp.val, mp.ku, mp.kk = v, k.u, uint32(KShortStr) // see place
	if *gc.HeaderOf(t.ptr())&gc.Black != 0 {
		s.barrier(t, v)
		s.barrier(t, k)
	}
	return setOK
}

// insert stores v under k, which has no node in t, is not nil nor NaN, and is no
// float that equals an integer. A frozen table refuses it.
func (s *store) insert(t *Table, k, v Value) setStatus {
	if t.frozen {
		return setFrozen
	}
	if v.IsNil() {
		return setOK
	}
	n := t.place(s.heap, k.u, uint32(Kind(k.t)))
	for n == nil {
		if !s.rehash(t, k) {
			return setNoMemory
		}
		if k.isInt() {
			if i := k.u - 1; i < uint64(t.array.n) {
				*valueAt(t.array.addr + uintptr(i)*valueSize) = v
				s.barrier(t, v)
				return setOK
			}
		}
		n = t.place(s.heap, k.u, uint32(Kind(k.t)))
	}
	n.val = v
	s.barrier(t, v)
	s.barrier(t, k)
	return setOK
}

// keyHash returns the hash of the key with word u and kind kk, which is not dead.
func (t *Table) keyHash(h *gc.Heap, u uint64, kk uint32) uint32 {
	switch Kind(kk) {
	case KShortStr:
		return shortAt(u).hash
	case KLongStr:
		return longAt(u).keyHash(t.mix)
	}
	return t.wordHash(keyBits(h, u, kk))
}

// place returns a node for an absent key and writes the key to it; its value is
// nil. It returns nil if the hash part is full.
//
// If the main position is taken by a node that is in its own main position, the
// key goes to a free node and into that chain; if by one that is not, that node
// moves to the free place.
func (t *Table) place(h *gc.Heap, u uint64, kk uint32) *node {
	mp := t.hash.main(t.keyHash(h, u, kk))
	if !mp.val.IsNil() || t.hash.node == dummyAddr {
		f := t.hash.freeNode()
		if f == nil {
			return nil
		}
		prev := t.hash.main(t.keyHash(h, mp.ku, mp.kk))
		if prev == mp {
			if mp.next != 0 {
				f.next = f.distance(mp.after(mp.next))
			}
			mp.next = mp.distance(f)
			mp = f
		} else {
			for x := prev.after(prev.next); x != mp; x = prev.after(prev.next) {
				prev = x
			}
			prev.next = prev.distance(f)
			f.val, f.ku, f.kk = mp.val, mp.ku, mp.kk
			if mp.next != 0 {
				f.next = f.distance(mp.after(mp.next))
				mp.next = 0
			}
			mp.val = Value{}
			t.moved(h, f)
		}
	}
	mp.ku, mp.kk = u, kk
	return mp
}

// moved tells the collector about a node that has changed its place: if the
// trace of a big table has passed the new place but not the old one, it would
// miss the node.
func (t *Table) moved(h *gc.Heap, n *node) {
	if *gc.HeaderOf(t.ptr())&gc.Large == 0 {
		return
	}
	if n.kk >= uint32(KShortStr) {
		h.Forward(uintptr(n.ku))
	}
	if n.val.collectable() {
		h.Forward(uintptr(n.val.u))
	}
}

// freeNode returns a node that was never used, nil if there is none.
func (p *hashPart) freeNode() *node {
	for p.free > 0 {
		p.free--
		if n := p.at(p.free); n.kk == uint32(KNil) {
			return n
		}
	}
	return nil
}

// distance returns how many nodes behind n the node m is.
func (n *node) distance(m *node) int32 {
	return int32(int64(m.addr()-n.addr()) >> nodeShift)
}

// freeze makes t refuse every store from now on. It fails when memory is refused.
func (s *store) freeze(t *Table) bool {
	if t.frozen {
		return true
	}
	entries := uint64(0)
	for i, _, _ := t.nextIndex(0); i != 0; i, _, _ = t.nextIndex(i) {
		entries++
	}
	if t.array.n > 0 && !s.rebuild(t, 0, nodesFor(entries), 0) {
		return false
	}
	t.frozen = true
	return true
}
