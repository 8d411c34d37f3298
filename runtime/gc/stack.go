package gc

// This file defines addrStack, the work list of the marker.

const stackSeg = 1024

// addrStack is a stack of addresses in segments: it grows without copying what is in it, so that
// pushing the millionth address takes no longer than the first.
type addrStack struct {
	n    int // addresses in seg
	seg  *[stackSeg]uintptr
	full []*[stackSeg]uintptr // further addresses
	free *[stackSeg]uintptr   // a spare segment
}

func (s *addrStack) push(addr uintptr) {
	if s.n == stackSeg || s.seg == nil {
		s.grow()
	}
	s.seg[s.n&(stackSeg-1)] = addr
	s.n++
}

//go:noinline
func (s *addrStack) grow() {
	if s.seg != nil {
		s.full = append(s.full, s.seg)
	}
	if s.seg, s.free = s.free, nil; s.seg == nil {
		s.seg = new([stackSeg]uintptr)
	}
	s.n = 0
}

// refill makes the last full segment the current one; the current one is empty.
func (s *addrStack) refill() bool {
	if len(s.full) == 0 {
		return false
	}
	s.free = s.seg
	s.seg = pop(&s.full)
	s.n = stackSeg
	return true
}

func (s *addrStack) pop() (addr uintptr, ok bool) {
	if s.n == 0 && !s.refill() {
		return 0, false
	}
	s.n--
	return s.seg[s.n], true
}

// each calls fn for every address.
func (s *addrStack) each(fn func(addr uintptr)) {
	for i := range s.n {
		fn(s.seg[i])
	}
	for _, seg := range s.full {
		for _, addr := range seg {
			fn(addr)
		}
	}
}

func (s *addrStack) len() int { return s.n + len(s.full)*stackSeg }

// bytes returns the memory of the stack.
func (s *addrStack) bytes() int64 {
	n := int64(len(s.full))
	if s.seg != nil {
		n++
	}
	if s.free != nil {
		n++
	}
	return n * stackSeg * 8
}
