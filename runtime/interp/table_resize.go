package interp

// This file defines how tables grow and shrink.

import "math/bits"

// binCount counts integer keys by size: element i those in (2^(i-1), 2^i].
type binCount [33]uint32

// countInt counts a key if it could be in an array part.
func (b *binCount) countInt(i uint64) uint64 {
	if i-1 >= maxArray {
		return 0
	}
	b[bits.Len64(i-1)]++
	return 1
}

// arraySize returns the largest n, a power of two, such that more than half of
// the keys 1 to n are present, and how many they are. total is the sum of b.
func (b *binCount) arraySize(total uint64) (n, present uint64) {
	var sum uint64
	for i, size := 0, uint64(1); i < len(b) && total > size/2; i, size = i+1, size*2 {
		sum += uint64(b[i])
		if sum > size/2 {
			n, present = size, sum
		}
	}
	return n, present
}

// count adds the keys of the array part to b and returns their number.
func (p *arrayPart) count(b *binCount) uint64 {
	var total uint64
	lo := uintptr(0)
	for i, hi := 0, uintptr(1); lo < uintptr(p.n); i, hi = i+1, hi*2 {
		hi := min(hi, uintptr(p.n))
		c := uint32(0)
		for a, end := p.addr+lo*valueSize, p.addr+hi*valueSize; a < end; a += valueSize {
			if !valueAt(a).IsNil() {
				c++
			}
		}
		b[i] += c
		total += uint64(c)
		lo = hi
	}
	return total
}

// nodesFor returns the number of nodes for n entries: a power of two, or 0.
func nodesFor(n uint64) uint64 {
	if n == 0 {
		return 0
	}
	return 1 << bits.Len64(n-1)
}

// rehash makes room for key, which is absent and found no free node. It chooses
// the sizes of both parts anew, as PUC does: the array part is the largest one
// that is more than half full. It fails when memory is refused.
//
// The work is amortised also when entries are removed as fast as others are
// inserted: a hash part that stays as big gets a quarter of its nodes free, and
// an array part is counted only if that can change it and not often.
func (s *store) rehash(t *Table, key Value) bool {
	if t.array.n == 0 && !key.isInt() && t.hash.size() <= smallNodes && t.fullWithoutInts() {
		return s.rebuild(t, 0, max(1, 2*uint64(t.hash.size())), 0)
	}
	var bins binCount
	var live, ints uint64
	old := uint64(t.hash.size())
	for i := range uint32(old) {
		if n := t.hash.at(i); !n.val.IsNil() {
			live++
			if n.kk == uint32(KInt) {
				ints += bins.countInt(n.ku)
			}
		}
	}
	live++
	if key.isInt() {
		ints += bins.countInt(key.u)
	}
	na, limit := uint64(t.array.n), uint64(t.array.limit)
	counted := ints > 0 || na <= 8*old
	if counted {
		used := t.array.count(&bins)
		live += used
		na, limit = bins.arraySize(used + ints)
		live -= limit
	}
	size := nodesFor(live)
	if size == old && size-live < size/4 {
		size *= 2
	}
	if counted && na == uint64(t.array.n) && na/8 > old && size <= old {
		size = 2 * old
	}
	return s.rebuild(t, na, size, limit)
}

// smallNodes is up to how many nodes a hash part that is full of fields is doubled
// without counting.
const smallNodes = 8

// fullWithoutInts reports whether all nodes are in use, by other keys than
// integers.
func (t *Table) fullWithoutInts() bool {
	for i := range uint32(t.hash.size()) {
		if n := t.hash.at(i); n.val.IsNil() || n.kk == uint32(KInt) {
			return false
		}
	}
	return true
}

// resize gives t an array part of na elements and at least room for nh entries
// in the hash part; what is in the table stays in it. It fails when memory is
// refused.
func (s *store) resize(t *Table, na, nh int) bool {
	if uint64(na) > maxArray || uint64(nh) > maxNodes {
		return false
	}
	need := uint64(0)
	for i := range uint32(t.hash.size()) {
		if n := t.hash.at(i); !n.val.IsNil() && (n.kk != uint32(KInt) || n.ku-1 >= uint64(na)) {
			need++
		}
	}
	for i := uint32(na); i < t.array.n; i++ {
		if !valueAt(t.array.addr + uintptr(i)*valueSize).IsNil() {
			need++
		}
	}
	return s.rebuild(t, uint64(na), nodesFor(max(need, uint64(nh))), uint64(na))
}

// growArray makes sure that the keys 1 to n are in the array part.
func (s *store) growArray(t *Table, n int) bool {
	if n <= int(t.array.n) {
		return true
	}
	if n > maxArray || t.hasInts() {
		return s.resize(t, n, t.hash.size())
	}
	old, owned := t.array, t.own&ownArray != 0
	addr := s.newArray(&old, uintptr(n))
	if addr == 0 {
		return false
	}
	t.array = arrayPart{addr: addr, n: uint32(n), limit: uint32(n)}
	t.own |= ownArray
	if owned {
		s.heap.FreeMem(pointer(old.addr), uintptr(old.n)*valueSize)
	}
	s.heap.Regray(t.ptr())
	return true
}

// hasInts reports whether the hash part has integer keys.
func (t *Table) hasInts() bool {
	for i := range uint32(t.hash.size()) {
		if t.hash.at(i).kk == uint32(KInt) {
			return true
		}
	}
	return false
}

// rebuild gives t parts of exactly the given sizes, which must suffice for its
// entries, and limit as the hint for the length. It fails, with t unchanged, when
// memory is refused.
func (s *store) rebuild(t *Table, na, nodes, limit uint64) bool {
	if na > maxArray || nodes > maxNodes {
		return false
	}
	array, hash, owned := t.array, t.hash, t.own
	s.spend(2*uint64(hash.size()) + nodes/2 + uint64(array.n)/4 + na/8)
	newHash := hashPart{node: dummyAddr}
	own := owned & ownArray
	if nodes > 0 {
		mem := s.heap.AllocMem(uintptr(nodes) << nodeShift)
		if mem == nil {
			return false
		}
		newHash = hashPart{node: addrOf(mem), mask: uint32(nodes - 1), free: uint32(nodes)}
		own |= ownNodes
	}
	if na != uint64(array.n) {
		addr := uintptr(0)
		own &^= ownArray
		if na > 0 {
			if addr = s.newArray(&array, uintptr(na)); addr == 0 {
				if nodes > 0 {
					s.freeNodes(&newHash)
				}
				return false
			}
			own |= ownArray
		}
		t.array = arrayPart{addr: addr, n: uint32(na)}
	}
	t.array.limit = uint32(min(limit, na))
	t.hash = newHash
	t.own = own
	s.refill(t, &array, &hash)
	if owned&ownArray != 0 && array.addr != t.array.addr {
		s.heap.FreeMem(pointer(array.addr), uintptr(array.n)*valueSize)
	}
	if owned&ownNodes != 0 {
		s.freeNodes(&hash)
	}
	s.heap.Regray(t.ptr())
	return true
}

// newArray returns the address of an array part of n elements, the first ones those
// of old, or 0 when memory is refused.
func (s *store) newArray(old *arrayPart, n uintptr) uintptr {
	mem := s.heap.AllocRaw(n * valueSize)
	if mem == nil {
		return 0
	}
	// The block may be bigger than what was asked for; nobody reads the rest.
	vals := valuesAt(addrOf(mem), int(n))
	clear(vals[copy(vals, valuesAt(old.addr, int(old.n))):])
	return addrOf(mem)
}

// refill moves into t's parts what its former parts hold beyond the elements
// that the array parts share.
func (s *store) refill(t *Table, array *arrayPart, hash *hashPart) {
	for i := uint64(t.array.n); i < uint64(array.n); i++ {
		if v := *valueAt(array.addr + uintptr(i)*valueSize); !v.IsNil() {
			t.place(s.heap, i+1, uint32(KInt)).val = v
		}
	}
	for i := range uint32(hash.size()) {
		n := hash.at(i)
		switch {
		case n.val.IsNil():
		case n.kk == uint32(KInt) && n.ku-1 < uint64(t.array.n):
			*valueAt(t.array.addr + uintptr(n.ku-1)*valueSize) = n.val
		default:
			t.place(s.heap, n.ku, n.kk).val = n.val
		}
	}
}

func (s *store) freeNodes(p *hashPart) {
	s.heap.FreeMem(pointer(p.node), (uintptr(p.mask)+1)<<nodeShift)
}
