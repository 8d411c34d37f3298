// Package gc is an incremental, cycle-detecting garbage collector for Go types that trace themselves. It
// knows nothing about the language that is built on it and can be used without it: see the example.
//
// A Heap owns objects. An object is a Go value in a cell of a slab; a word in front of it, the Header,
// carries its colour and its stamp. Objects refer to each other by address: Go's collector neither
// follows these edges nor moves what they point to. Instead each type has a method TraceGC that marks
// its edges, and the heap frees what its roots do not lead to, in steps that are paid for by allocation.
//
// # Using it
//
// Host types embed nothing; they implement Traceable, are made with New and refer to each other through
// Ref (written once), Cell, Slice and Map (changed through setters that run the barrier) and Weak. What
// a program holds outside the heap it holds through a Root. The collector runs in Step, when Due says
// so, and in Collect, never in between: a *T that Get returned is good until then.
//
// Engines use the layer below: NewPool, Ptr, BarrierBack and BarrierForward, AllocMem, Check.
//
// # Invariants
//
// Verify checks them. What breaks one is a bug, here or in a TraceGC method or a missing barrier.
//
//  1. Every object is the payload of a cell of a slab that its heap keeps, whose header has the ids of
//     the heap and of the slab's type. Every block of AllocMem lies in a chunk that the heap keeps.
//  2. An edge of an object that is not dead leads to an object that is not dead. The edges of the dead
//     may lead to freed cells: DropGC must not follow them.
//  3. While marking runs (PhaseMark to PhaseFinalize) a black object does not refer to a white one. It
//     does not hold for: the part of a Large object that has not been visited; the values of ephemerons
//     and what weak objects hold weakly; objects written to since and listed to be traced again, which
//     are gray for that reason; roots, which are traced once more in the atomic phase.
//  4. While marking runs every gray object is in a list of objects to be traced; at all other times no
//     object is gray, and in PhasePause and PhaseMark none is of the other white.
//  5. In PhaseSweep the objects of a swept slab are of the current white; in the other slabs black and
//     the current white are alive, and the other white is dead. Outside of marking and sweeping all
//     objects are of the current white.
//  6. A stamp never returns to an address: a cell's generation grows when it is freed, a cell whose
//     generations are used up is retired, and the slabs of a pool start above all generations that it
//     has given back to Go. A heap that takes over the id of a closed one takes new type ids. (After
//     2^31 heaps of one process type ids start over.)
//  7. Count is the sum of the cells that are not free, the live blocks by class size, and what Account
//     declared. It does not exceed the limit but for objects, by less than a slab between two checks.
//  8. The memory of free cells has no Go pointers; under -tags invariants it is poisoned.
//  9. An object has HasFinalizer exactly when it is in one of the two lists: objects with finalizers,
//     and objects waiting for theirs. It is in it once, and not dead.
//
// # Pauses
//
// A step does at most 2,048 units of work: elements traced, cells swept. Only the atomic phase is not
// divided. It traces the roots, at most some hundred objects that were written to, and objects without
// barriers again, and has weak objects clear themselves: its length grows with their entries, and with
// nothing else. Ephemerons are settled before, step by step, in time linear in their entries. An object
// without barriers that can be big counts itself what is traced: see Tracer.Room. Long lists of
// finalizers are scanned between two atomic phases.
package gc
