package gc

// This file defines Header, the machine word in front of every object.

// A Header is the word immediately before an object: an object at address a has its header at a-8.
//
//	bits  0-7   colour and flags
//	bits  8-23  id of the heap
//	bits 24-47  generation of the cell, grows with every reuse
//	bits 48-63  id of the object's type (its pool)
//
// Everything but the low byte is the stamp: it changes when the cell is reused and never repeats, so a
// copy of it kept beside an address tells whether the address still means the same object.
type Header uint64

const (
	// White0 and White1 are the two whites. The current one marks objects not yet reached in this
	// cycle; the other one, which exists only while the sweep runs, marks the dead.
	White0 Header = 1 << 0
	White1 Header = 1 << 1
	// Black marks an object whose children have all been marked (or, of a Large one, are being marked).
	// An object with no colour bit is gray.
	Black Header = 1 << 2
	// Fixed objects are never freed. Only leaves may be fixed: a fixed object is not traced.
	Fixed Header = 1 << 3
	// HasFinalizer is set by Heap.SetFinalizer and cleared when the finalizer is handed out.
	HasFinalizer Header = 1 << 4
	// Free marks a cell that holds no object. Its stamp is already that of the next object.
	Free Header = 1 << 5
	// Large marks an object that is traced over several visits in this cycle: barriers mark its new
	// children forward instead of tracing it again.
	Large Header = 1 << 6
	// Leaf is set in every cell of a pool whose objects have no children.
	Leaf Header = 1 << 7

	whites     = White0 | White1
	colours    = whites | Black
	flagMask   = Header(0xff)
	heapShift  = 8
	genShift   = 24
	genBits    = 24
	genMax     = 1<<genBits - 1
	genUnit    = Header(1) << genShift
	typeShift  = 48
	headerSize = 8
)

// Stamp returns the header without colour and flags.
func (h Header) Stamp() uint64 { return uint64(h &^ flagMask) }

// HeapID returns the id of the heap that the object belongs to.
func (h Header) HeapID() uint16 { return uint16(h >> heapShift) }

// Generation returns how often the cell has been reused, modulo nothing: it never wraps.
func (h Header) Generation() uint32 { return uint32(h>>genShift) & genMax }

// TypeID returns the id of the object's type within its heap.
func (h Header) TypeID() uint16 { return uint16(h >> typeShift) }

func makeHeader(heap uint16, gen uint32, typ uint16, flags Header) Header {
	return Header(heap)<<heapShift | Header(gen)<<genShift | Header(typ)<<typeShift | flags
}
