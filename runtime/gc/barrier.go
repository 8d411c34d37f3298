package gc

// This file defines the barriers, which keep invariant 3: while marking runs, no black object refers to
// a white one, but for black objects that are known to be traced again.

import "unsafe"

// BarrierBack records that the object at owner has been made to refer to the one at child: owner is
// traced again later, or child is marked: if owner is large, or the end of the marking is near. A child of 0 stands for unknown ones.
func (h *Heap) BarrierBack(owner unsafe.Pointer, child uintptr) {
	if *HeaderOf(owner)&Black != 0 {
		h.barrierBack(owner, child)
	}
}

//go:noinline
func (h *Heap) barrierBack(owner unsafe.Pointer, child uintptr) {
	hp := HeaderOf(owner)
	if !h.marking {
		// Black objects wait for the sweep; making them white early spares the next barriers.
		*hp = *hp&^(colours|Large) | h.white
		return
	}
	if child != 0 {
		if *headerAt(child - headerSize)&whites == 0 {
			return
		}
		if *hp&Large != 0 || h.passes > 0 {
			h.tracer.Mark(child)
			return
		}
	} else if *hp&Large != 0 {
		h.regray(owner)
		return
	}
	*hp &^= Black
	h.again.push(addrOf(owner))
}

// BarrierForward marks the object at child if the one at owner, which now refers to it, is black.
func (h *Heap) BarrierForward(owner unsafe.Pointer, child uintptr) {
	if *HeaderOf(owner)&Black != 0 {
		h.barrierForward(child)
	}
}

// Forward marks the object at child if marking runs: the barrier for edges whose owner is not known.
func (h *Heap) Forward(child uintptr) {
	if h.marking {
		h.tracer.forward(child)
	}
}

//go:noinline
func (h *Heap) barrierForward(child uintptr) { h.Forward(child) }

//go:noinline
func (t *Tracer) forward(child uintptr) { t.Mark(child) }

// Regray makes a large object's trace start over. It is needed when the object's array parts have
// been rearranged, as by a rehash.
func (h *Heap) Regray(owner unsafe.Pointer) {
	if *HeaderOf(owner)&(Black|Large) == Black|Large {
		h.regray(owner)
	}
}

//go:noinline
func (h *Heap) regray(owner unsafe.Pointer) {
	hp := HeaderOf(owner)
	if !h.marking {
		return
	}
	s := h.largeState[addrOf(owner)]
	*hp &^= Black
	if s.active {
		s.restarts++
	}
	switch {
	case s.restarts > maxRestarts:
		s.active = false // takes it out of h.large
		h.again.push(addrOf(owner))
	case s.active: // visitLarge sees that it is gray and starts over
	default:
		s.active = true
		h.large = append(h.large, addrOf(owner))
	}
	h.largeState[addrOf(owner)] = s
}

// TouchLarge is Touch for an object that keeps count of what it has traced itself, see Tracer.Room, and
// has a lot: it is visited step by step, even if it had been small when it was last visited. With again
// it is visited also in the atomic phase, where what it leads to by way of plain Go memory is looked at
// anew.
func (h *Heap) TouchLarge(owner unsafe.Pointer, again bool) {
	hp := HeaderOf(owner)
	if !h.marking || *hp&whites != 0 {
		return
	}
	black := *hp&Black != 0
	*hp = *hp&^Black | Large
	if h.largeState == nil {
		h.largeState = make(map[uintptr]largeState)
	}
	s := h.largeState[addrOf(owner)]
	if !s.active && s.restarts < maxRestarts {
		s.restarts++
		s.active = true
		h.largeState[addrOf(owner)] = s
		h.large = append(h.large, addrOf(owner))
	} else if !s.active && black {
		again = true // its visits would take up all of every step, and the cycle not end
	}
	if again {
		h.again.push(addrOf(owner))
	}
}

// Touch records that the object at owner has been changed in a way that no other barrier describes; in
// particular that plain Go memory which it traces through has. It is traced again.
func (h *Heap) Touch(owner unsafe.Pointer) { h.BarrierBack(owner, 0) }

// Revive makes an object that is dead but not yet freed live again. It is for tables of objects that
// are not roots, like that of interned strings: the object must be a leaf.
func (h *Heap) Revive(p unsafe.Pointer) {
	hp := HeaderOf(p)
	if dead := h.white ^ whites; *hp&dead != 0 {
		*hp ^= whites
	}
}

// Fix makes an object live until the heap is closed. It must be a leaf.
func (h *Heap) Fix(p unsafe.Pointer) { *HeaderOf(p) |= Fixed }

// Touch is Heap.Touch for a pointer to an object, as Ref.Get returns it.
func Touch[T any](h *Heap, owner *T) {
	// SAFETY: the caller has owner from the heap.
	h.Touch(unsafe.Pointer(owner))
}
