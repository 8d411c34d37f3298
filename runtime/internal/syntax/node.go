package syntax

// This file defines the allocator of the most frequent nodes. They are cut
// from arrays: one allocation for many nodes, which all die together.

type slab[T any] struct{ free []T }

// maxSlab is the number of nodes in an array; the first ones are smaller, for
// small chunks.
const maxSlab = 128

func (s *slab[T]) new() *T {
	if len(s.free) == cap(s.free) {
		s.free = make([]T, 0, min(max(2*cap(s.free), 8), maxSlab))
	}
	s.free = s.free[:len(s.free)+1]
	return &s.free[len(s.free)-1]
}

type nodes struct {
	names   slab[Name]
	strings slab[String]
	ints    slab[Int]
	indexes slab[Index]
	calls   slab[Call]
	bins    slab[Binary]
}
