package interp

// This file defines the intern table, which finds the one object of each short
// string.

// stringTable maps the bytes of short strings to their objects. It does not keep
// them alive: a string that dies is taken out when its cell is swept, and one
// that is looked up between its death and the sweep is revived.
//
// It is a linear hash table: it grows and shrinks by one bucket at a time, so
// that no insertion pays for the size of the table. Buckets are chains through
// the strings themselves; they live in segments, which a directory lists.
type stringTable struct {
	dir    uintptr // addresses of the segments
	n      uint32  // buckets
	mask   uint32  // 2^k-1 with 2^(k-1) <= n <= 2^k
	count  uint32  // strings
	dirCap uint32  // segments that dir has room for
}

const (
	segShift   = 9
	segBuckets = 1 << segShift
	segBytes   = segBuckets * wordSize
	maxBuckets = 1 << 30
)

// bucket returns the head of the chain for hash h.
func (st *stringTable) bucket(h uint32) *uint64 {
	i := h & st.mask
	if i >= st.n {
		i &= st.mask >> 1
	}
	return st.at(i)
}

// at returns the head of chain i.
func (st *stringTable) at(i uint32) *uint64 {
	seg := *wordAt(st.dir + uintptr(i>>segShift)*wordSize)
	return wordAt(uintptr(seg) + uintptr(i&(segBuckets-1))*wordSize)
}

// intern returns the short string with the bytes of x, whose length is at most
// MaxShortString. It never fails: see gc.Pool.New.
func (s *store) intern(x string) Value {
	h := s.keys.hash(x)
	for a := *s.strings.bucket(h); a != 0; {
		p := shortAt(a)
		if p.hash == h && int(p.n) == len(x) && p.view() == x {
			s.heap.Revive(p.ptr())
			return objValue(KShortStr, p.ptr())
		}
		a = p.next
	}
	return s.internNew(x, h)
}

// internNew adds a string that is not in the table.
func (s *store) internNew(x string, h uint32) Value {
	s.spend(4)
	p := s.shortStrings[(len(x)+7)/8].New()
	p.hash, p.n = h, uint32(len(x))
	addr := addrOf(p.ptr())
	copy(bytesAt(addr+shortData, len(x)), x)
	st := &s.strings
	if st.count++; st.count > st.n {
		s.growStrings()
	}
	b := st.bucket(h)
	p.next = *b
	*b = uint64(addr)
	return objValue(KShortStr, p.ptr())
}

// initStrings makes the first segment; it fails when memory is refused.
func (s *store) initStrings() bool {
	dir := s.heap.AllocMem(8 * wordSize)
	seg := s.heap.AllocMem(segBytes)
	if dir == nil || seg == nil {
		return false
	}
	s.strings = stringTable{dir: addrOf(dir), n: segBuckets, mask: segBuckets - 1, dirCap: 8}
	*wordAt(s.strings.dir) = uint64(addrOf(seg))
	return true
}

// growStrings adds a bucket and moves to it what belongs there. Without memory
// the chains just get longer.
func (s *store) growStrings() {
	st := &s.strings
	i := st.n
	if i&(segBuckets-1) == 0 && !s.addSegment(i>>segShift) {
		return
	}
	if i == maxBuckets {
		return
	}
	if i > st.mask {
		st.mask = st.mask<<1 | 1
	}
	st.n++
	from, to := st.at(i&(st.mask>>1)), st.at(i)
	*to = 0
	for *from != 0 {
		p := shortAt(*from)
		if p.hash&st.mask == i {
			*from, p.next, *to = p.next, *to, *from
		} else {
			from = &p.next
		}
	}
}

// addSegment makes segment i, the first that does not exist.
func (s *store) addSegment(i uint32) bool {
	st := &s.strings
	if i == st.dirCap {
		size := uintptr(i) * wordSize
		mem := s.heap.AllocMem(2 * size)
		if mem == nil {
			return false
		}
		copy(wordsAt(addrOf(mem), int(i)), wordsAt(st.dir, int(i)))
		s.heap.FreeMem(pointer(st.dir), size)
		st.dir, st.dirCap = addrOf(mem), 2*i
	}
	seg := s.heap.AllocMem(segBytes)
	if seg == nil {
		return false
	}
	*wordAt(st.dir + uintptr(i)*wordSize) = uint64(addrOf(seg))
	return true
}

// dropString takes a string that dies out of the table. The table shrinks by at
// most four buckets, so that it is small again by the time few strings are left; not
// at once, since a script that makes strings and drops them would have it grow again.
func (s *store) dropString(p *shortString) {
	st := &s.strings
	addr := uint64(addrOf(p.ptr()))
	b := st.bucket(p.hash)
	for *b != addr {
		b = &shortAt(*b).next
	}
	*b = p.next
	st.count--
	for range 4 {
		if st.n > segBuckets && st.count < st.n/3 {
			s.shrinkStrings()
		}
	}
}

// shrinkStrings merges the last bucket into the one it was split from.
func (s *store) shrinkStrings() {
	st := &s.strings
	i := st.n - 1
	if i <= st.mask>>1 {
		st.mask >>= 1
	}
	from, to := st.at(i), st.at(i&(st.mask>>1))
	for *to != 0 {
		to = &shortAt(*to).next
	}
	*to, *from = *from, 0
	st.n = i
	if i&(segBuckets-1) == 0 {
		entry := wordAt(st.dir + uintptr(i>>segShift)*wordSize)
		s.heap.FreeMem(pointer(uintptr(*entry)), segBytes)
		*entry = 0
	}
}
