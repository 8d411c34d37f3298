package gc

// This file defines what a heap tells the types on it about their surroundings.

// Owner returns what SetOwner was given. Trace methods and DropGC, which have no
// other way to it, find the engine through the heap.
func (h *Heap) Owner() any { return h.owner }

// SetOwner makes v what Owner returns.
func (h *Heap) SetOwner(v any) { h.owner = v }

// Atomic reports whether this is the last trace of the cycle: no code of the mutator runs between it
// and the decision about what is dead. Objects that are written to without barriers, such as stacks,
// are traced as roots also then.
func (t *Tracer) Atomic() bool { return t.h.phase == PhaseAtomic }
