package gc

// This file defines places: addresses that depend on the program alone.

// Place returns a number that tells the live object at addr from all other live ones, for hashing. With
// Config.Places it is that of PlaceOf; otherwise it is the address, which takes no time to find.
func (h *Heap) Place(addr uint64) uint64 {
	if !h.places {
		return addr
	}
	return h.PlaceOf(addr)
}

// PlaceOf returns where the object at addr lies in its heap, which is the same in two runs of a program
// and tells nothing about the process: the number of its slab, in the order in which they were made, and
// the offset in it. Places of live objects differ, and are multiples of 8 as addresses are.
//
//go:noinline
func (h *Heap) PlaceOf(addr uint64) uint64 {
	r := h.pages.find(uintptr(addr))
	if r == nil {
		return addr // no object
	}
	return uint64(r.number)<<placeShift + uint64(uintptr(addr)-r.base)
}

// placeShift has room for offsets within a slab of many cells; the object of a slab of one is at its
// begin.
const placeShift = 16

const _ uint = 1<<placeShift - slabMax
