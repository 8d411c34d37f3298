package gc

// This file defines raw memory: pointer-free blocks that objects own, recycled by size class.

import (
	"math/bits"
	"unsafe"

	"github.com/lusterlua/luster/internal/invariant"
)

const (
	smallMem = 128      // classes are multiples of 16 up to here, then four to a doubling
	maxMem   = 32 << 10 // bigger blocks come straight from Go
	chunkMin = 1 << 10
	chunkMax = 64 << 10
	nClasses = 8 + 4*8
	// spareBig is how many freed big blocks are kept for reuse until the end of a cycle.
	spareBig = 8
)

// A chunk is memory obtained from Go for blocks of one class, or for one big block.
type chunk struct {
	region
	memory unsafe.Pointer // keeps it alive for Go's collector
	bytes  int64
	free   uintptr // list of free blocks, linked through their first words
	bump   uintptr // blocks from here on have never been used and are zero
	live   int
	class  uint8
	big    bool
	queued bool // in memClass.avail
}

type memClass struct {
	size  uintptr
	cur   *chunk
	avail []*chunk // with free blocks
	bytes uintptr  // of all chunks
	taken int      // chunks obtained or taken while wholly free, since the last cycle ended
	need  int      // how many that were lately, to keep
}

// memClassOf returns the index of the class for a size of 1 to maxMem bytes.
func memClassOf(size uintptr) int {
	if size <= smallMem {
		return int((size - 1) / 16)
	}
	// With size-1 in [2^k, 2^(k+1)), k >= 7, the two bits below the top one select the quarter.
	k := bits.Len(uint(size-1)) - 1
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
	if size == 0 || size > maxAlloc {
		return nil
	}
	if size > maxMem {
		return h.allocBig(MemSize(size))
	}
	c := &h.classes[memClassOf(size)]
	n := int64(c.size)
	if h.checked && !h.admit(n) {
		return nil
	}
	ch := c.cur
	for {
		if ch != nil {
			if b := ch.free; b != 0 {
				ch.free = *wordAt(b)
				ch.live++
				h.debt += n
				clearWords(b, uintptr(n))
				return at(b)
			}
			if b := ch.bump; b < ch.limit {
				ch.bump = b + uintptr(n)
				ch.live++
				h.debt += n
				return at(b)
			}
		}
		if ch = h.nextChunk(c); ch == nil {
			return nil
		}
	}
}

func (h *Heap) nextChunk(c *memClass) *chunk {
	if len(c.avail) > 0 {
		c.cur = pop(&c.avail)
		c.cur.queued = false
		if c.cur.live == 0 {
			c.taken++
		}
		return c.cur
	}
	// A chunk is as big as all before it, so that a small heap stays small.
	n := max(min(max(c.bytes, chunkMin), chunkMax)/c.size, 2) * c.size
	ch := h.newChunk(n)
	if ch == nil {
		return nil
	}
	ch.class = uint8(memClassOf(c.size))
	ch.bump = ch.base
	c.bytes += n
	c.cur = ch
	c.taken++
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

func (h *Heap) allocBig(n uintptr) unsafe.Pointer {
	if h.checked && !h.admit(int64(n)) {
		return nil
	}
	for i, ch := range h.bigSpare {
		if ch.bytes == int64(n) {
			h.bigSpare[i] = h.bigSpare[len(h.bigSpare)-1]
			pop(&h.bigSpare)
			ch.live = 1
			h.debt += ch.bytes
			clearWords(ch.base, n)
			return ch.memory
		}
	}
	ch := h.newChunk(n)
	if ch == nil {
		return nil
	}
	ch.big, ch.live, ch.bump = true, 1, ch.limit
	h.debt += ch.bytes
	return ch.memory
}

// FreeMem gives back a block of AllocMem; size is what was asked for. A nil block is ignored.
func (h *Heap) FreeMem(p unsafe.Pointer, size uintptr) {
	if p == nil || h.closed {
		return
	}
	b := addrOf(p)
	r := h.pages.find(b)
	if r == nil || r.chunk == nil {
		panic("BUG: gc: FreeMem of memory that is not a block of this heap")
	}
	ch := r.chunk
	ch.live--
	if ch.big {
		h.freeBig(ch, b, MemSize(size))
		return
	}
	c := &h.classes[ch.class]
	h.debt -= int64(c.size)
	if invariant.Enabled {
		h.checkFree(ch, b, MemSize(size))
		fillWords(b, c.size, poison)
	}
	*wordAt(b) = ch.free
	ch.free = b
	if !ch.queued && ch != c.cur {
		ch.queued = true
		c.avail = append(c.avail, ch)
	}
}

func (h *Heap) freeBig(ch *chunk, b, n uintptr) {
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

// trimMem gives chunks without live blocks back to Go, all but keep of them per class.
func (h *Heap) trimMem(c *memClass, keep int) int {
	kept := c.avail[:0]
	n := 0
	for _, ch := range c.avail {
		if ch.live == 0 {
			if keep == 0 {
				h.dropChunk(ch)
				c.bytes -= uintptr(ch.bytes)
				n++
				continue
			}
			keep--
		}
		kept = append(kept, ch)
	}
	clear(c.avail[len(kept):])
	c.avail = kept
	return n
}

// trimBig gives the spare big blocks back to Go.
func (h *Heap) trimBig() {
	for _, ch := range h.bigSpare {
		h.dropChunk(ch)
	}
	clear(h.bigSpare)
	h.bigSpare = h.bigSpare[:0]
}
