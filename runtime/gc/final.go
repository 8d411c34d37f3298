package gc

// This file defines weak objects and finalizers in the atomic phase.

import "unsafe"

// finEntry is an object with a finalizer.
type finEntry struct {
	addr uintptr
	tag  uint64
}

// SetFinalizer makes the collector hand out the object through NextFinalizable when it is no longer
// reachable. The tag comes with it. An object has at most one finalizer: it reports whether it was set.
func (h *Heap) SetFinalizer(p unsafe.Pointer, tag uint64) bool {
	hp := HeaderOf(p)
	if *hp&HasFinalizer != 0 || h.closed {
		return false
	}
	*hp |= HasFinalizer
	h.fin = append(h.fin, finEntry{addrOf(p), tag})
	return true
}

// NextFinalizable returns the next object whose finalizer is to be called. The heap keeps the object
// no longer; it may get a finalizer again.
func (h *Heap) NextFinalizable() (addr uintptr, tag uint64, ok bool) {
	if h.queueAt == len(h.queue) {
		return 0, 0, false
	}
	e := h.queue[h.queueAt]
	h.queueAt++
	if h.queueAt == len(h.queue) {
		h.queue, h.queueAt = h.queue[:0], 0
	}
	*headerAt(e.addr - headerSize) &^= HasFinalizer
	return e.addr, e.tag, true
}

// Finalizable returns how many objects wait for NextFinalizable.
func (h *Heap) Finalizable() int { return len(h.queue) - h.queueAt }

// AllFinalizable makes all objects with finalizers available to NextFinalizable, reachable or not, in
// the same order as always: last set, first called.
func (h *Heap) AllFinalizable() {
	for i := len(h.fin) - 1; i >= 0; i-- {
		e := h.fin[i]
		h.queue = append(h.queue, e)
		h.Forward(e.addr)
	}
	h.fin = nil
}

// separate moves the unmarked objects with finalizers to the queue, newest first, and marks them.
func (h *Heap) separate() {
	kept := len(h.fin)
	for i := len(h.fin) - 1; i >= 0; i-- {
		e := h.fin[i]
		if h.tracer.IsDead(e.addr) {
			h.queue = append(h.queue, e)
		} else {
			kept--
			h.fin[kept] = e
		}
	}
	h.fin = h.fin[:copy(h.fin, h.fin[kept:])]
	h.markQueue()
}

// markQueue marks the objects that wait for their finalizer.
func (h *Heap) markQueue() {
	for _, e := range h.queue[h.queueAt:] {
		h.tracer.Mark(e.addr)
	}
}

// convergeEphemerons marks values whose keys are marked until nothing changes. It alternates the
// direction, as chains of tables tend to have been made in one order.
func (h *Heap) convergeEphemerons() int {
	work := 0
	for round := 0; ; round++ {
		changed := false
		for i := 0; i < len(h.weak[Ephemeron]); i++ {
			list := h.weak[Ephemeron]
			addr := list[i]
			if round&1 == 1 {
				addr = list[len(list)-1-i]
			}
			before := h.tracer.marked
			w := h.weakObject(addr)
			h.tracer.begin(0, 0, unlimited)
			w.TraceEphemerons(&h.tracer)
			if h.tracer.marked != before {
				changed = true
				work += h.propagate(unlimited)
			}
		}
		if !changed {
			return work
		}
	}
}

func (h *Heap) weakObject(addr uintptr) WeakObject {
	w := h.types[headerAt(addr-headerSize).TypeID()-h.typeBase].weak
	retarget(&w, at(addr))
	return w
}

func (h *Heap) clearWeak(list []uintptr, values, keys bool) {
	for _, addr := range list {
		h.tracer.begin(0, 0, unlimited)
		h.weakObject(addr).ClearWeak(&h.tracer, values, keys)
	}
}
