package gc

// This file defines what the collector asks of a type.

// Traceable is implemented by every object and root: TraceGC calls t.Mark (or the TraceGC of a field)
// for each edge to another object. It must not allocate from the heap nor change the object graph.
type Traceable interface {
	TraceGC(t *Tracer)
}

// Dropper is optionally implemented by *T of a pool: DropGC is called when the cell is freed. It
// releases what the object owns outside its cell (raw memory, a place in an intern table). It must not
// allocate from the heap and must not use other objects, which may be freed already. Heap.Close does
// not call it.
type Dropper interface {
	DropGC(h *Heap)
}

// DropFlagger is optionally implemented by a Dropper, so that a dead object which has nothing to release
// costs no call. DropFlag, called on a nil pointer, returns the offset of a byte in the object: as long
// as it is 0, DropGC would do nothing.
type DropFlagger interface {
	Dropper
	DropFlag() uintptr
}

// Weakness is how an object holds its entries.
type Weakness uint8

const (
	// Strong: the object is not weak; TraceGC traces it.
	Strong Weakness = iota
	// WeakValues: entries whose value dies are removed; keys are strong.
	WeakValues
	// Ephemeron: a value is reachable through the object only while its key is reachable otherwise.
	Ephemeron
	// WeakAll: entries whose key or value dies are removed.
	WeakAll
)

// WeakObject is optionally implemented by *T of a pool whose objects may hold others weakly.
type WeakObject interface {
	// TraceWeak is asked before TraceGC. Anything but Strong means that it has marked the object's
	// strong parts itself. An object that answers Ephemeron has passed its entries to Tracer.Pair.
	TraceWeak(t *Tracer) Weakness
	// ClearWeak removes the entries whose value (if values) or key (if keys) is dead. It may be called
	// for what an earlier visit in the same cycle answered: an object whose weakness has changed since
	// goes by what it is now.
	ClearWeak(t *Tracer, values, keys bool)
}

// WeakFlagger is optionally implemented by a WeakObject, so that the many objects of its type that are not
// weak cost no call. WeakFlag, called on a nil pointer, returns the offset of a word in the object: as
// long as it is 0, TraceWeak would answer Strong.
type WeakFlagger interface {
	WeakObject
	WeakFlag() uintptr
}
