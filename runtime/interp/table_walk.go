package interp

// This file defines the traversal of tables and their length.

import "github.com/lusterlua/luster/runtime/gc"

// nextStatus says how a step of a traversal ended.
type nextStatus uint8

const (
	nextOK      nextStatus = iota
	nextEnd                // there are no more entries
	nextInvalid            // "invalid key to 'next'"
)

// next returns the entry that follows key k in a traversal, the first one if k
// is nil; nk is nil behind the last one. Entries may be changed and removed during
// a traversal, also those whose key the collector has forgotten since.
func (t *Table) next(h *gc.Heap, k Value) (nk, nv Value, status nextStatus) {
	i, ok := t.position(h, k)
	if !ok {
		return Value{}, Value{}, nextInvalid
	}
	i, nk, nv = t.nextIndex(i)
	if i == 0 {
		status = nextEnd
	}
	return nk, nv, status
}

// position returns the index at which a traversal goes on after key k: array
// elements come first, nodes behind them.
func (t *Table) position(h *gc.Heap, k Value) (uint32, bool) {
	switch Kind(k.t) {
	case KNil:
		return 0, true
	case KFloat:
		if i, ok := floatToInt(k.float()); ok {
			k = Int(i)
		}
	}
	var n *node
	if k.isInt() {
		if k.u-1 < uint64(t.array.n) {
			return uint32(k.u), true
		}
		n = t.findInt(int64(k.u))
	} else if n = t.find(h, k); n == nil && k.collectable() {
		n = t.findDead(h, k)
	}
	if n == nil {
		return 0, false
	}
	return t.array.n + t.hash.index(n) + 1, true
}

// findDead returns the node whose key was the object k before the collector
// forgot it. A traversal holds its current key, so k's memory has not been given
// to another object since; for any other k the answer may be a wrong node, which
// does no harm.
func (t *Table) findDead(h *gc.Heap, k Value) *node {
	n := t.hash.main(t.keyHash(h, k.u, uint32(Kind(k.t))))
	for n.ku != k.u || n.kk != deadKey {
		if n.next == 0 {
			return nil
		}
		n = n.after(n.next)
	}
	return n
}

// nextIndex returns the first entry at index i or behind it, and the index at
// which the traversal goes on, which is 0 if there is no such entry. A traversal
// starts at 0.
func (t *Table) nextIndex(i uint32) (next uint32, k, v Value) {
	n := t.array.n
	for a := t.array.addr + uintptr(i)*valueSize; i < n; a += valueSize {
		i++
		if p := valueAt(a); !p.IsNil() {
			return i, Int(int64(i)), *p
		}
	}
	// Nodes by address: a pointer behind the last one would point to nothing.
	last := uint64(n) + uint64(t.hash.mask)
	for a := t.hash.node + uintptr(i-n)<<nodeShift; uint64(i) <= last; a += nodeSize {
		i++
		if p := nodeAt(a); !p.val.IsNil() {
			return i, p.key(), p.val
		}
	}
	return 0, Value{}, Value{}
}

const (
	nextChunk = 2048 // elements and nodes that are looked at in one go
	nextCheap = 8    // so many cost nothing extra
)

// nextWithin is nextIndex, but it looks at a bounded number of elements and nodes:
// with more it has found nothing yet, and goes on at next.
func (t *Table) nextWithin(i uint32) (next uint32, k, v Value, more bool) {
	n := t.array.n
	stop := uint64(i) + nextChunk
	for a, end := t.array.addr+uintptr(i)*valueSize, uint32(min(uint64(n), stop)); i < end; a += valueSize {
		i++
		if p := valueAt(a); !p.IsNil() {
			return i, Int(int64(i)), *p, false
		}
	}
	if i < n {
		return i, Value{}, Value{}, true
	}
	last := uint64(n) + uint64(t.hash.mask)
	end := min(last+1, stop)
	for a := t.hash.node + uintptr(i-n)<<nodeShift; uint64(i) < end; a += nodeSize {
		i++
		if p := nodeAt(a); !p.val.IsNil() {
			return i, p.key(), p.val, false
		}
	}
	if uint64(i) <= last {
		return i, Value{}, Value{}, true
	}
	return 0, Value{}, Value{}, false
}

// length returns a border: a number n such that t[n] is not nil, or n is 0, and
// t[n+1] is nil. It remembers the border in the array part's limit, so that a
// series of appends or removals at the end costs O(1) each.
func (t *Table) length() int64 {
	a := &t.array
	limit := a.limit
	if limit > 0 && a.at(limit-1).IsNil() {
		// There is a border below; in a stack the one right here.
		if limit >= 2 && !a.at(limit-2).IsNil() {
			limit--
		} else {
			limit = a.search(0, limit)
		}
		a.limit = limit
		return int64(limit)
	}
	if limit < a.n {
		if a.at(limit).IsNil() {
			return int64(limit)
		}
		limit++
		switch {
		case limit < a.n && a.at(limit).IsNil(): // one has been appended
		case a.at(a.n - 1).IsNil():
			limit = a.search(limit, a.n)
		default:
			limit = a.n
		}
		a.limit = limit
		if limit < a.n {
			return int64(limit)
		}
	}
	if t.getInt(int64(limit) + 1).IsNil() {
		return int64(limit)
	}
	return t.searchHash(uint64(limit))
}

// at returns element i, counted from 0.
func (p *arrayPart) at(i uint32) *Value { return valueAt(p.addr + uintptr(i)*valueSize) }

// search returns a border in [i, j), where i is 0 or t[i] present, and t[j] is
// absent.
func (p *arrayPart) search(i, j uint32) uint32 {
	for j-i > 1 {
		m := i + (j-i)/2
		if p.at(m - 1).IsNil() {
			j = m
		} else {
			i = m
		}
	}
	return i
}

// searchHash returns a border above i, where t[i+1] is present: it doubles until
// a key is absent, then searches between.
func (t *Table) searchHash(i uint64) int64 {
	const maxInt = 1<<63 - 1
	j := max(i, 1)
	for {
		i = j
		if j > maxInt/2 {
			j = maxInt
			if !t.getInt(maxInt).IsNil() {
				return maxInt
			}
			break
		}
		j *= 2
		if t.getInt(int64(j)).IsNil() {
			break
		}
	}
	for j-i > 1 {
		m := i + (j-i)/2
		if t.getInt(int64(m)).IsNil() {
			j = m
		} else {
			i = m
		}
	}
	return int64(i)
}
