package gc

// This file defines Cell, Slice and Map: fields of traced types that change after their owner was
// made. Their setters mark what they store, so that the owner needs no barrier.

import "iter"

// forward marks what v refers to if marking runs.
func forward[T Traceable](h *Heap, v T) {
	if h.marking {
		h.tracer.begin(0, 0, unlimited)
		v.TraceGC(&h.tracer)
	}
}

// A Cell is a variable of a traced type: a Ref, or another value that traces itself.
type Cell[T Traceable] struct {
	v T
}

// Get returns the value.
func (c *Cell[T]) Get() T { return c.v }

// Set changes the value.
func (c *Cell[T]) Set(h *Heap, v T) {
	c.v = v
	forward(h, v)
}

// TraceGC traces the value.
func (c *Cell[T]) TraceGC(t *Tracer) { c.v.TraceGC(t) }

// A Slice is a growable array of values that trace themselves. A long one is traced in pieces. Its
// memory is Go's and not accounted; see Heap.Account.
type Slice[T Traceable] struct {
	s []T
}

// Len returns the number of elements.
func (s *Slice[T]) Len() int { return len(s.s) }

// At returns element i; it panics if there is none, as an index expression does.
func (s *Slice[T]) At(i int) T { return s.s[i] }

// Set changes element i.
func (s *Slice[T]) Set(h *Heap, i int, v T) {
	s.s[i] = v
	forward(h, v)
}

// Append adds elements at the end.
func (s *Slice[T]) Append(h *Heap, vs ...T) {
	s.s = append(s.s, vs...)
	for _, v := range vs {
		forward(h, v)
	}
}

// Truncate keeps the first n elements.
func (s *Slice[T]) Truncate(n int) {
	clear(s.s[n:])
	s.s = s.s[:n]
}

// Delete removes element i and moves the later ones down.
func (s *Slice[T]) Delete(h *Heap, i int) {
	s.s = append(s.s[:i], s.s[i+1:]...)
	clear(s.s[len(s.s) : len(s.s)+1])
	if h.marking { // elements may have moved across the place that the tracer has come to
		for _, v := range s.s[i:] {
			forward(h, v)
		}
	}
}

// SwapDelete removes element i and moves the last one into its place.
func (s *Slice[T]) SwapDelete(h *Heap, i int) {
	n := len(s.s) - 1
	s.Set(h, i, s.s[n])
	s.Truncate(n)
}

// All returns the elements with their indices. Elements added meanwhile are not seen.
func (s *Slice[T]) All() iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for i, v := range s.s {
			if !yield(i, v) {
				return
			}
		}
	}
}

// TraceGC traces the elements, part of them if there are many.
func (s *Slice[T]) TraceGC(t *Tracer) {
	lo, hi := t.Chunk(len(s.s))
	for _, v := range s.s[lo:hi] {
		v.TraceGC(t)
	}
}

// A Map maps plain keys to values that trace themselves. A big one is traced in pieces. Its memory is
// Go's and not accounted; see Heap.Account.
type Map[K comparable, V Traceable] struct {
	index   map[K]int
	entries []mapEntry[K, V]
}

type mapEntry[K comparable, V Traceable] struct {
	key   K
	value V
}

// Len returns the number of entries.
func (m *Map[K, V]) Len() int { return len(m.entries) }

// Get returns the value of a key.
func (m *Map[K, V]) Get(key K) (v V, ok bool) {
	i, ok := m.index[key]
	if ok {
		v = m.entries[i].value
	}
	return v, ok
}

// Set changes or adds the value of a key.
func (m *Map[K, V]) Set(h *Heap, key K, v V) {
	if i, ok := m.index[key]; ok {
		m.entries[i].value = v
	} else {
		if m.index == nil {
			m.index = make(map[K]int)
		}
		m.index[key] = len(m.entries)
		m.entries = append(m.entries, mapEntry[K, V]{key, v})
	}
	forward(h, v)
}

// Delete removes a key and reports whether it was there.
func (m *Map[K, V]) Delete(h *Heap, key K) bool {
	i, ok := m.index[key]
	if !ok {
		return false
	}
	delete(m.index, key)
	n := len(m.entries) - 1
	if i != n {
		last := m.entries[n]
		m.entries[i] = last
		m.index[last.key] = i
		forward(h, last.value)
	}
	m.entries[n] = mapEntry[K, V]{}
	m.entries = m.entries[:n]
	return true
}

// All returns the entries in no particular order. The map must not be changed meanwhile, save for the
// values of keys that it has.
func (m *Map[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, e := range m.entries {
			if !yield(e.key, e.value) {
				return
			}
		}
	}
}

// TraceGC traces the values, part of them if there are many.
func (m *Map[K, V]) TraceGC(t *Tracer) {
	lo, hi := t.Chunk(len(m.entries))
	for _, e := range m.entries[lo:hi] {
		e.value.TraceGC(t)
	}
}
