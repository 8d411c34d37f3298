package gc

// This file defines what a heap tells the types on it about their surroundings.

// Owner returns what SetOwner was given. Trace methods and DropGC, which have no
// other way to it, find the engine through the heap.
func (h *Heap) Owner() any { return h.owner }

// SetOwner makes v what Owner returns.
func (h *Heap) SetOwner(v any) { h.owner = v }

// Atomic reports whether marking is being completed: the mutator does not run between this trace and
// the end of the phase. Objects that are written to without barriers, such as stacks, are traced as
// roots also then. A cycle with many finalizers has two such phases; what is dead is decided in the last.
func (t *Tracer) Atomic() bool { return t.h.phase == PhaseAtomic }
