package gc

// This file defines the conversions between addresses and pointers; nothing else in the package (but
// slab.go and mem.go, which obtain memory from Go, and the generic pool) makes a pointer from a number.
//
// They carry go:nocheckptr because checkptr wants a pointer to be derived from a pointer into the same
// Go allocation, and an address in a word has lost that origin. What checkptr would guarantee rests here
// on invariant 1: an address that the collector follows lies in a slab or block that its heap keeps.

import "unsafe"

// The layout that everything rests on: words of 64 bits, and the object right behind its header.
var (
	_ [unsafe.Sizeof(uintptr(0)) - 8]struct{}
	_ [8 - unsafe.Sizeof(uintptr(0))]struct{}
	_ [unsafe.Sizeof(Header(0)) - headerSize]struct{}
	_ [headerSize - unsafe.Offsetof(cell[byte]{}.value)]struct{}
)

// HeaderOf returns the header of the object at p, which must not be nil.
func HeaderOf(p unsafe.Pointer) *Header {
	// SAFETY: every object is the payload of a cell, whose first word is the header (invariant 1).
	return (*Header)(unsafe.Add(p, -headerSize))
}

// at returns the address, which must not be 0, as a pointer. The compiler takes the result for not nil.
//
//go:nocheckptr
func at(addr uintptr) unsafe.Pointer {
	// SAFETY: addr is an object or a cell of a live slab, or a live block (invariant 1).
	return unsafe.Add(nil, addr)
}

// headerAt returns the header word at the address of a cell.
//
//go:nocheckptr
func headerAt(cell uintptr) *Header {
	// SAFETY: cell is the start of a cell of a live slab (invariant 1).
	return (*Header)(unsafe.Add(nil, cell))
}

// wordAt returns the machine word at addr.
//
//go:nocheckptr
func wordAt(addr uintptr) *uintptr {
	// SAFETY: addr is 8-byte aligned memory of a free block, which this package owns.
	return (*uintptr)(unsafe.Add(nil, addr))
}

// byteAt returns the byte at addr.
//
//go:nocheckptr
func byteAt(addr uintptr) *byte {
	// SAFETY: addr lies in a cell of a live slab.
	return (*byte)(unsafe.Add(nil, addr))
}

// clearWords zeroes n bytes, a multiple of 8, of pointer-free memory at addr.
//
//go:nocheckptr
func clearWords(addr, n uintptr) {
	// SAFETY: [addr, addr+n) lies in one pointer-free slab or block that this package owns.
	clear(unsafe.Slice((*uint64)(unsafe.Add(nil, addr)), n/8))
}

// fillWords overwrites n bytes, a multiple of 8, of pointer-free memory at addr.
//
//go:nocheckptr
func fillWords(addr, n uintptr, w uint64) {
	// SAFETY: as for clearWords.
	s := unsafe.Slice((*uint64)(unsafe.Add(nil, addr)), n/8)
	for i := range s {
		s[i] = w
	}
}

// addrOf returns the address of what p points to, as a number that Go's collector does not follow.
func addrOf(p unsafe.Pointer) uintptr { return uintptr(p) }

// iface is the layout of a non-empty interface value.
type iface struct {
	tab  unsafe.Pointer
	data unsafe.Pointer
}

// retarget makes the pointer inside an interface value point to p; the dynamic type stays. It spares
// the trace loop a closure and a generic dictionary: one indirect call an object.
func retarget[I any](i *I, p unsafe.Pointer) {
	// SAFETY: I is a non-empty interface type whose dynamic type is a pointer, stored directly in the
	// data word, and p points to a value of that type (both by NewPool). TestInterfaceLayout checks
	// the layout.
	(*iface)(unsafe.Pointer(i)).data = p
}

// A Ptr is an unchecked edge between objects of one heap: a machine word that neither Go's collector
// nor its write barrier sees. It belongs in engine-internal types whose every store runs a barrier of
// the heap; everybody else uses Ref.
type Ptr[T any] struct {
	_    [0]*T
	addr uintptr
}

// PtrTo returns the edge to p, which must be an object of a pool, or nil.
func PtrTo[T any](p *T) Ptr[T] {
	// SAFETY: a pointer becomes a number; the object is kept by its heap as long as it is marked.
	return Ptr[T]{addr: uintptr(unsafe.Pointer(p))}
}

// PtrAt returns the edge to the object at addr.
func PtrAt[T any](addr uintptr) Ptr[T] { return Ptr[T]{addr: addr} }

// Get returns the object, or nil.
func (p *Ptr[T]) Get() *T {
	// SAFETY: the owner of the edge is live and traced it, so the object is live (invariant 2). The
	// word is read as a pointer, which costs one load, and not made one by unsafe.Add, whose result
	// the compiler takes for not nil: it would drop the caller's test.
	return *(**T)(unsafe.Pointer(&p.addr))
}

// Set stores an edge to q, without a barrier.
func (p *Ptr[T]) Set(q *T) {
	// SAFETY: as for PtrTo.
	p.addr = uintptr(unsafe.Pointer(q))
}

// Addr returns the object's address, 0 for none.
func (p Ptr[T]) Addr() uintptr { return p.addr }

// IsNil reports whether there is no object.
func (p Ptr[T]) IsNil() bool { return p.addr == 0 }

// TraceGC marks the object.
func (p Ptr[T]) TraceGC(t *Tracer) { t.Mark(p.addr) }
