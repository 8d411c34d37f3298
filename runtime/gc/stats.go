package gc

// This file defines Stats.

// Stats counts what a heap has done.
type Stats struct {
	Cycles      int64 // cycles ended
	Collections int64 // of them, by Collect
	Steps       int64
	Work        int64 // units of work of all steps
	MaxWork     int64 // most units of work of one step
	Marked      int64 // objects marked in the last cycle
	Freed       int64 // objects freed
	Released    int64 // slabs given back to Go
	Slabs       int   // slabs held
	Roots       int   // of AddRoot, Anchor and NewRoot, without those that were given up
	Count       int64 // accounted bytes
	Real        int64 // bytes obtained from Go
}

// Stats returns the counts.
func (h *Heap) Stats() Stats {
	s := h.stats
	for _, c := range h.pools {
		s.Slabs += len(c.slabs)
	}
	s.Roots = len(h.roots) - len(h.freeRoots) + len(h.anchors.addrs) - len(h.anchors.spare)
	s.Count, s.Real = h.Count(), h.Real()
	return s
}

// Observe makes fn be called at the begin and at the end of every step, for measurements; nil ends
// that. What Collect does is not a step. fn must not use the heap.
func (h *Heap) Observe(fn func(begin bool)) { h.observe = fn }
