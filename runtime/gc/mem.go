package gc

// This file defines raw memory: pointer-free blocks that objects own, recycled by size class.

import (
	mathbits "math/bits"
	"unsafe"

	"github.com/lusterlua/luster/internal/invariant"
)

const (
	smallMem = 128      // classes are multiples of 16 up to here, then four to a doubling
	maxMem   = 32 << 10 // bigger blocks come straight from Go
	chunkMin = 1 << 10
	chunkMax = 64 << 10
	nClasses = 8 + 4*8
	// spareBig is how many freed big blocks are kept for reuse.
	spareBig = 32
)

// A chunk is memory obtained from Go for blocks of one class, or for one big block.
type chunk struct {
	region
	memory unsafe.Pointer // keeps it alive for Go's collector
	bytes  int64
	// free has a bit for every block that is free and that memClass.bits does not have. Bits and not a
	// list through the blocks: freeing does not touch the memory, and blocks are given out in the order
	// of their addresses, which the processor foresees.
	free   []uint64
	nfree  int    // bits in free
	blocks int    // in the chunk
	magic  uint32 // ceil(2^32/size): division by multiplication
	class  uint8
	big    bool
	live   bool // the big block is in use
	used   bool // blocks may have been used before, and are to be cleared
	queued bool // in memClass.avail
}

type memClass struct {
	bits   uint64  // free blocks that are given out next
	at     uintptr // address of the block of bit 0
	size   uintptr
	dirty  bool // they may have been used before
	cur    *chunk
	word   int // of cur.free, to take next
	last   *chunk
	avail  []*chunk // with free blocks
	bytes  uintptr  // of all chunks
	demand demand
}

// memClassOf returns the index of the class for a size of 1 to maxMem bytes.
func memClassOf(size uintptr) int {
	if size <= smallMem {
		return int((size - 1) / 16)
	}
	// With size-1 in [2^k, 2^(k+1)), k >= 7, the two bits below the top one select the quarter.
	k := mathbits.Len(uint(size-1)) - 1
	return 8 + (k-7)*4 + int((size-1)>>(k-2))&3
}

func memClassSize(i int) uintptr {
	if i < 8 {
		return uintptr(i+1) * 16
	}
	i -= 8
	return uintptr(5+i&3) << (i/4 + 5)
}

// MemSize returns the bytes that a block of the given size occupies and is accounted with.
func MemSize(size uintptr) uintptr {
	switch {
	case size == 0:
		return 0
	case size <= maxMem:
		return memClassSize(memClassOf(size))
	}
	return (size + pageSize - 1) &^ (pageSize - 1)
}

// maxAlloc bounds a single request; above it sums could overflow.
const maxAlloc = 1 << 46

// AllocMem returns zeroed memory that Go's collector does not scan, or nil if it would take the heap
// over its limit (or if size is 0). The block is 8-byte aligned; the caller frees it with FreeMem.
func (h *Heap) AllocMem(size uintptr) unsafe.Pointer {
	if size-1 >= maxMem {
		return h.allocBig(size, true)
	}
	c := &h.classes[memClassOf(size)]
	b := h.allocBlock(c)
	if b == 0 {
		return nil
	}
	if c.dirty {
		clearWords(b, c.size)
	}
	return at(b)
}

// AllocRaw is AllocMem for a caller that overwrites the whole block: what is in it is arbitrary.
func (h *Heap) AllocRaw(size uintptr) unsafe.Pointer {
	if size-1 >= maxMem {
		return h.allocBig(size, false)
	}
	if b := h.allocBlock(&h.classes[memClassOf(size)]); b != 0 {
		return at(b)
	}
	return nil
}

// allocBlock returns the address of a block that is not cleared, or 0.
func (h *Heap) allocBlock(c *memClass) uintptr {
	if h.checked && !h.admit(int64(c.size)) {
		return 0
	}
	if c.bits == 0 && !h.nextBlocks(c) {
		return 0
	}
	bits := c.bits
	c.bits = bits & (bits - 1)
	h.debt += int64(c.size)
	return c.at + uintptr(mathbits.TrailingZeros64(bits))*c.size
}

// nextBlocks takes the next free blocks of the class: up to 64 neighbours.
//
//go:noinline
func (h *Heap) nextBlocks(c *memClass) bool {
	for {
		ch := c.cur
		if ch == nil {
			if ch = h.nextChunk(c); ch == nil {
				return false
			}
			c.cur, c.word, c.dirty = ch, 0, ch.used
		}
		for i := c.word; i < len(ch.free); i++ {
			if w := ch.free[i]; w != 0 {
				ch.free[i] = 0
				ch.nfree -= mathbits.OnesCount64(w)
				c.bits, c.at, c.word = w, ch.base+uintptr(i)*64*c.size, i+1
				return true
			}
		}
		c.word, ch.used, c.dirty = 0, true, true
		if ch.nfree == 0 { // and not freed behind the cursor
			c.cur = nil
		}
	}
}

func (h *Heap) nextChunk(c *memClass) *chunk {
	if len(c.avail) > 0 {
		ch := pop(&c.avail)
		ch.queued = false
		c.demand.taken += ch.bytes
		return ch
	}
	// A chunk is as big as all before it, so that a small heap stays small.
	n := max(min(max(c.bytes, chunkMin), chunkMax)/c.size, 2)
	ch := h.newChunk(n * c.size)
	if ch == nil {
		return nil
	}
	ch.class = uint8(memClassOf(c.size))
	ch.magic = uint32((1<<32 + uint64(c.size) - 1) / uint64(c.size))
	ch.blocks, ch.nfree = int(n), int(n)
	ch.free = make([]uint64, (n+63)/64)
	for i := range ch.free {
		ch.free[i] = 1<<min(n-uintptr(i)*64, 64) - 1
	}
	c.bytes += n * c.size
	c.demand.taken += ch.bytes
	return ch
}

// newChunk obtains n bytes from Go, or nil over the limit on real memory.
func (h *Heap) newChunk(n uintptr) *chunk {
	if !h.fitsReal(int64(n)) {
		return nil
	}
	ch := &chunk{bytes: int64(n)}
	// SAFETY: pointer-free memory; only words without Go pointers are stored in it.
	ch.memory = unsafe.Pointer(unsafe.SliceData(make([]uint64, n/8)))
	ch.base = addrOf(ch.memory)
	ch.limit = ch.base + n
	ch.region.chunk = ch
	h.pages.add(&ch.region)
	h.real += ch.bytes
	return ch
}

func (h *Heap) dropChunk(ch *chunk) {
	h.pages.remove(&ch.region)
	h.real -= ch.bytes
	ch.memory = nil
}

// allocBig returns a block that is not one of several in a chunk.
//
//go:noinline
func (h *Heap) allocBig(size uintptr, zero bool) unsafe.Pointer {
	if size == 0 || size > maxAlloc {
		return nil
	}
	n := MemSize(size)
	if h.checked && !h.admit(int64(n)) {
		return nil
	}
	for i, ch := range h.bigSpare {
		if ch.bytes == int64(n) {
			h.bigSpare[i] = h.bigSpare[len(h.bigSpare)-1]
			pop(&h.bigSpare)
			ch.live = true
			h.debt += ch.bytes
			h.bigDemand.taken += ch.bytes
			if zero {
				clearWords(ch.base, n)
			}
			return ch.memory
		}
	}
	ch := h.newChunk(n)
	if ch == nil {
		return nil
	}
	ch.big, ch.live = true, true
	h.bigDemand.taken += ch.bytes
	h.debt += ch.bytes
	return ch.memory
}

// FreeMem gives back a block of AllocMem; size is what was asked for. A nil block is ignored.
func (h *Heap) FreeMem(p unsafe.Pointer, size uintptr) {
	if p == nil || h.closed {
		return
	}
	b := addrOf(p)
	if size-1 >= maxMem {
		h.freeBig(b, MemSize(size))
		return
	}
	c := &h.classes[memClassOf(size)]
	ch := c.last
	if ch == nil || b-ch.base >= ch.limit-ch.base {
		ch = h.chunkOf(b)
		c.last = ch
	}
	// Exact for offsets and sizes below 2^16, and a chunk of several blocks is no bigger.
	off := b - ch.base
	i := uintptr(uint64(off) * uint64(ch.magic) >> 32)
	bit := uint64(1) << (i & 63)
	if ch.big || &h.classes[ch.class] != c || i*c.size != off || ch.free[i>>6]&bit != 0 {
		panic("BUG: gc: FreeMem of memory that is not a block of this heap")
	}
	if invariant.Enabled {
		h.checkFree(ch, b, c.size)
		fillWords(b, c.size, poison)
	}
	h.debt -= int64(c.size)
	ch.free[i>>6] |= bit
	ch.nfree++
	if !ch.queued && ch != c.cur {
		ch.used = true
		ch.queued = true
		c.avail = append(c.avail, ch)
	}
}

// chunkOf returns the chunk that the block at b lies in.
func (h *Heap) chunkOf(b uintptr) *chunk {
	r := h.pages.find(b)
	if r == nil || r.chunk == nil {
		panic("BUG: gc: FreeMem of memory that is not a block of this heap")
	}
	return r.chunk
}

func (h *Heap) freeBig(b, n uintptr) {
	ch := h.chunkOf(b)
	if !ch.big || !ch.live || ch.bytes != int64(n) {
		panic("BUG: gc: FreeMem of memory that is not a block of this heap")
	}
	ch.live = false
	h.debt -= ch.bytes
	if invariant.Enabled {
		h.checkFree(ch, b, n)
		fillWords(b, n, poison)
	}
	if len(h.bigSpare) < spareBig {
		h.bigSpare = append(h.bigSpare, ch)
	} else {
		h.dropChunk(ch)
	}
}

// trimMem gives chunks without live blocks back to Go, as long as keep bytes of them are left.
func (h *Heap) trimMem(c *memClass, keep int64) int {
	kept := c.avail[:0]
	n := 0
	for _, ch := range c.avail {
		if ch.nfree == ch.blocks {
			if keep <= 0 {
				if ch == c.last {
					c.last = nil
				}
				h.dropChunk(ch)
				c.bytes -= uintptr(ch.bytes)
				n++
				continue
			}
			keep -= ch.bytes
		}
		kept = append(kept, ch)
	}
	clear(c.avail[len(kept):])
	c.avail = kept
	return n
}

// trimBig gives spare big blocks back to Go until no more than keep bytes of them are left, the oldest
// first.
func (h *Heap) trimBig(keep int64) {
	total := int64(0)
	for _, ch := range h.bigSpare {
		total += ch.bytes
	}
	kept := h.bigSpare[:0]
	for _, ch := range h.bigSpare {
		if total <= keep {
			kept = append(kept, ch)
			continue
		}
		total -= ch.bytes
		h.dropChunk(ch)
	}
	clear(h.bigSpare[len(kept):])
	h.bigSpare = kept
}
