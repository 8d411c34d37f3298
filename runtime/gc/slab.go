package gc

// This file defines slabs, the contiguous arrays of cells that objects live in, and core, the part of a
// pool that does not depend on the object's type: allocation, sweeping and giving memory back.

import (
	"unsafe"

	"github.com/lusterlua/luster/internal/invariant"
)

const (
	// poison fills freed memory under -tags invariants.
	poison  = 0xdeaddeaddeaddead
	slabMin = 1 << 10
	slabMax = 64 << 10
	// runMax is how many free cells the allocation cursor takes from a slab at a time. Finding the run
	// reads the headers that the allocations are about to write, so it works as a prefetch.
	runMax = 32
	// sweepsPerRefill bounds the slabs that one allocation may sweep before it takes a new one: with a
	// million live objects the next dead one may be a thousand slabs away.
	sweepsPerRefill = 2
)

// A slab is one piece of memory divided into cells of one pool.
type slab struct {
	region
	core    *core
	memory  unsafe.Pointer // keeps the memory alive for Go's collector
	bytes   int64          // obtained from Go
	cells   int
	free    int     // free cells that the cursor has not taken
	retired int     // cells whose generations are used up
	scan    uintptr // where the cursor looks next
	epoch   uint32  // cycle in which the slab was last swept
	gen     uint32  // no cell has a higher generation
	magic   uint32  // ceil(2^32/size): division by multiplication
	typeID  uint16
	queued  bool // in core.avail or core.empties
}

// cellOf returns the start of the cell whose object is at addr, or 0 if there is no object at addr.
func (s *slab) cellOf(addr uintptr) uintptr {
	off := addr - headerSize - s.base
	if off >= s.limit-s.base { // also when addr is the slab's very first word
		return 0
	}
	if s.cells > 1 {
		// Exact for offsets and sizes below 2^16, and a slab of several cells is no bigger.
		n := uint64(off) * uint64(s.magic) >> 32
		if uintptr(n)*s.core.size != off {
			return 0
		}
	} else if off != 0 {
		return 0
	}
	return s.base + off
}

// notFlagged is no offset.
const notFlagged = ^uintptr(0)

// core is the untyped part of a pool. Pool[T].New does its work here, so that a generic instance costs
// no dictionary lookup.
type core struct {
	cur, end uintptr // the current run of free cells
	size     uintptr // of a cell: header, object, extra bytes
	h        *Heap
	extra    uintptr // raw bytes behind the Go value
	bits     Header  // flags that every cell carries

	trace    Traceable  // (*T)(nil) to be retargeted; nil for leaves
	weak     WeakObject // the same, if *T implements it
	drop     Dropper    // the same, if *T implements it
	describe Describer  // the same, if *T implements it
	strong   uintptr    // offset in the object of the word that WeakFlag names, or notFlagged
	flag     uintptr    // offset in the cell of the byte that DropFlag names, 0 for none

	slab     *slab   // the run's slab
	slabs    []*slab // all
	avail    []*slab // swept, enough free cells
	empties  []*slab // swept, all cells free
	sweepPos int     // slabs before it are swept
	bytes    int64   // of all slabs
	demand   demand

	name     string
	owner    any // the *Pool[T]
	typeID   uint16
	base     uint32                         // generation at which new slabs start
	genLimit uint32                         // generation at which a cell retires
	make     func(cells int) unsafe.Pointer // typed memory; nil for pointer-free T
	clear    func(p unsafe.Pointer)         // zeroes a T that has Go pointers; nil otherwise
}

// alloc returns the address of a new object. Its memory is not cleared.
func (c *core) alloc() uintptr {
	cell := c.cur
	if cell == c.end {
		cell = c.refill()
	}
	c.cur = cell + c.size
	h := c.h
	hp := headerAt(cell)
	*hp = *hp&^Free | h.white
	h.debt += int64(c.size)
	return cell + headerSize
}

// refill finds the next run of free cells and returns its start.
//
//go:noinline
func (c *core) refill() uintptr {
	for tries := 0; ; {
		if c.slab != nil {
			if c.nextRun() {
				return c.cur
			}
			c.slab = nil
		}
		switch {
		case len(c.avail) > 0:
			c.slab = pop(&c.avail)
			c.slab.queued = false
			c.demand.taken += c.slab.bytes
		case c.sweepPos < len(c.slabs) && tries < sweepsPerRefill:
			if c.sweepNext() > 0 {
				tries++
			}
		case len(c.empties) > 0:
			c.slab = pop(&c.empties)
			c.slab.queued = false
			c.demand.taken += c.slab.bytes
		default:
			c.slab = c.newSlab()
			c.demand.taken += c.slab.bytes
		}
	}
}

func pop[E any](s *[]E) E {
	n := len(*s) - 1
	e := (*s)[n]
	var zero E
	(*s)[n] = zero
	*s = (*s)[:n]
	return e
}

// nextRun advances the cursor to the next run of free cells in its slab.
func (c *core) nextRun() bool {
	s := c.slab
	if s.epoch != c.h.epoch {
		c.sweep(s) // resets the scan
	}
	if s.free == 0 {
		s.scan = s.limit
		return false
	}
	cell := s.scan
	for cell < s.limit && *headerAt(cell)&(Free|Fixed) != Free {
		cell += c.size
	}
	start := cell
	n := 0
	for cell < s.limit && n < runMax && *headerAt(cell)&(Free|Fixed) == Free {
		cell += c.size
		n++
	}
	s.scan = cell
	s.free -= n
	c.cur, c.end = start, cell
	return n > 0
}

// newSlab obtains a slab from Go. Slabs of a pool start small and double, so that a small heap stays small.
func (c *core) newSlab() *slab {
	want := slabMin // a slab is as big as all before it, to a power of two
	for want < slabMax && int64(want) < c.bytes {
		want *= 2
	}
	// Go puts a header of 8 bytes before small objects with pointers: stay below the size class.
	cells := max(1, (want-8)/int(c.size))
	if want >= slabMax {
		cells = max(1, slabMax/int(c.size))
	}
	s := &slab{core: c, cells: cells, typeID: c.typeID, gen: c.base, epoch: c.h.epoch}
	n := uintptr(cells) * c.size
	if c.make != nil {
		s.memory = c.make(cells)
	} else {
		// SAFETY: pointer-free memory; only words without Go pointers are stored in it.
		s.memory = unsafe.Pointer(unsafe.SliceData(make([]uint64, n/8)))
	}
	s.base = addrOf(s.memory)
	s.limit = s.base + n
	s.bytes = int64(n)
	s.scan = s.base
	s.free = cells
	if cells > 1 {
		s.magic = uint32((1<<32 + uint64(c.size) - 1) / uint64(c.size))
	}
	s.region.slab = s
	s.number = c.h.slabs
	c.h.slabs++
	hd := makeHeader(c.h.id, c.base, c.typeID, Free|c.bits)
	for cell := s.base; cell < s.limit; cell += c.size {
		*headerAt(cell) = hd
	}
	// While a sweep runs the new slab counts as swept: it is appended behind, and its epoch says so.
	c.slabs = append(c.slabs, s)
	c.h.pages.add(&s.region)
	c.h.real += s.bytes
	c.bytes += s.bytes
	return s
}

// sweepNext sweeps the pool's next unswept slab and returns the work done, 0 if it had been swept.
func (c *core) sweepNext() int {
	s := c.slabs[c.sweepPos]
	c.sweepPos++
	if s.epoch == c.h.epoch {
		return 0
	}
	c.sweep(s)
	return s.cells
}

// sweep frees the dead cells of a slab and turns the others to the current white.
func (c *core) sweep(s *slab) {
	h := c.h
	if s == c.slab { // give the run back
		c.cur, c.end = 0, 0
	}
	before := h.debt
	dead, white := h.white^whites, h.white
	free, retired, freed := 0, 0, 0
	for cell := s.base; cell < s.limit; cell += c.size {
		hp := headerAt(cell)
		hd := *hp
		switch {
		case hd&Free != 0:
			if hd&Fixed == 0 {
				free++
			} else {
				retired++
			}
		case hd&dead != 0 && hd&Fixed == 0:
			freed++
			if c.flag != 0 && !invariant.Enabled {
				if *byteAt(cell + c.flag) != 0 {
					c.discard(cell)
				}
			} else if c.drop != nil || c.clear != nil || invariant.Enabled {
				c.discard(cell)
			}
			if hd.Generation() < c.genLimit {
				*hp = (hd+genUnit)&^flagMask | Free | c.bits
				free++
			} else {
				*hp = hd&^flagMask | Free | Fixed | c.bits
				retired++
			}
		default:
			*hp = hd&^(colours|Large) | white
		}
	}
	s.free, s.retired = free, retired
	s.scan = s.base
	s.epoch = h.epoch
	if freed > 0 {
		n := int64(freed) * int64(c.size)
		h.debt -= n
		h.stats.Freed += int64(freed)
		if s.gen < c.genLimit {
			s.gen++
		}
		h.estimate += h.debt - before // with what DropGC freed
	}
	if s == c.slab || s.queued {
		return
	}
	switch {
	case free+retired == s.cells:
		c.empties = append(c.empties, s)
		s.queued = true
	case free > s.cells/32:
		c.avail = append(c.avail, s)
		s.queued = true
	}
}

// discard ends the life of the object in a cell.
func (c *core) discard(cell uintptr) {
	p := at(cell + headerSize)
	if c.drop != nil {
		d := c.drop
		retarget(&d, p)
		d.DropGC(c.h)
	}
	if c.clear != nil {
		c.clear(p)
	} else if invariant.Enabled {
		fillWords(cell+headerSize, c.size-headerSize, poison)
	}
}

// startSweep makes all slabs of the pool unswept.
func (c *core) startSweep() {
	c.sweepPos = 0
	for _, s := range c.avail {
		s.queued = false
	}
	c.avail = c.avail[:0]
	for _, s := range c.empties { // nothing to sweep in them
		s.epoch = c.h.epoch
	}
}

// trim gives empty slabs back to Go as long as keep bytes of them are left, at most limit of them, and
// returns how many. Slabs that can't be used do not count.
func (c *core) trim(keep int64, limit int) int {
	unused := int64(0)
	for _, s := range c.empties {
		if s.free > 0 {
			unused += s.bytes
		}
	}
	n := 0
	for i := len(c.empties) - 1; i >= 0 && n < limit; i-- {
		s := c.empties[i]
		if s.free > 0 && unused-s.bytes < keep || !c.release(s) {
			continue
		}
		if s.free > 0 {
			unused -= s.bytes
		}
		c.empties[i] = c.empties[len(c.empties)-1]
		pop(&c.empties)
		n++
	}
	if n == 0 {
		return 0
	}
	kept := c.slabs[:0]
	for _, s := range c.slabs {
		if s.memory != nil {
			kept = append(kept, s)
		}
	}
	clear(c.slabs[len(kept):])
	c.slabs = kept
	c.sweepPos = len(kept)
	return n
}

// A demand is how much memory a pool or size class takes into use in a cycle, and so how much of it to
// keep when it is unused: what is given back to Go has to be obtained again.
type demand struct {
	taken int64 // bytes since the last cycle ended
	need  int64 // the most of the last cycles; older ones fade
}

// next ends a cycle and returns how many unused bytes to keep, of a total held. Demand varies, and a
// little too much is cheaper than to and fro.
func (d *demand) next(held int64) int64 {
	d.need, d.taken = max(d.taken, d.need-d.need/16), 0
	return d.need + min(held/4, slabMax)
}

// release gives the memory of an empty slab back to Go, if a slab that Go puts at the same address
// later can be told from it: its generations must start above those used here.
func (c *core) release(s *slab) bool {
	if s.typeID == c.typeID {
		if s.gen >= c.genLimit/2 && !c.renew() {
			return false // keep it: a bounded leak, once in some million cycles
		}
		if s.typeID == c.typeID {
			c.base = max(c.base, s.gen+1)
		}
	}
	c.h.pages.remove(&s.region)
	c.h.real -= s.bytes
	c.bytes -= s.bytes
	c.h.stats.Released++
	s.memory = nil
	return true
}

// renew gives the pool a new type id, and with it a fresh set of stamps.
func (c *core) renew() bool {
	if c.genLimit < genMax || !c.h.newType(c) {
		return false // Refs do not contain the type id
	}
	c.base = 0
	return true
}
