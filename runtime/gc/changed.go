package gc

// This file defines how the collector learns of changes in plain Go memory, for which there are no
// barriers.

// changes is the Go values that are traced again in the atomic phase.
type changes struct {
	once     map[Traceable]struct{} // changed in this cycle
	borrowed map[Traceable]int      // being changed, by how many
}

// Marking reports whether marking runs: Changed has something to do.
func (h *Heap) Marking() bool { return h.marking }

// Changed records that Go code may have changed what x, a Go value that is not an object of the heap or
// one that is, leads to by way of plain Go memory. If marking runs, x is traced again before it ends;
// until then the new edges are not marked.
func (h *Heap) Changed(x Traceable) {
	if !h.marking {
		return
	}
	if h.changes.once == nil {
		h.changes.once = make(map[Traceable]struct{})
	}
	h.changes.once[x] = struct{}{}
}

// Borrow is Changed for as long as Go code works on x while the collector may take steps. Each Borrow
// ends with a Return.
func (h *Heap) Borrow(x Traceable) {
	if h.changes.borrowed == nil {
		h.changes.borrowed = make(map[Traceable]int)
	}
	h.changes.borrowed[x]++
}

// Return ends a Borrow.
func (h *Heap) Return(x Traceable) {
	switch n := h.changes.borrowed[x]; n {
	case 0: // the heap was closed meanwhile
		return
	case 1:
		delete(h.changes.borrowed, x)
	default:
		h.changes.borrowed[x] = n - 1
	}
	h.Changed(x)
}

// trace traces the changed values; those that are not changing any more are done with.
func (c *changes) trace(t *Tracer) {
	for x := range c.once {
		t.Walk(x)
	}
	for x := range c.borrowed {
		t.Walk(x)
	}
	if t.sink == nil {
		clear(c.once)
	}
}
