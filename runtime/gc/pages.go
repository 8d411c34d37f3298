package gc

// This file defines pageTable, which finds the slab or block chunk that an address lies in.

const (
	pageShift = 13
	pageSize  = 1 << pageShift
)

// A region is a contiguous piece of memory obtained from Go: a slab of cells, a chunk of raw blocks or
// one big block.
type region struct {
	base, limit uintptr // the usable part
	slab        *slab   // set for a slab of cells
	chunk       *chunk  // set for raw memory
	number      uint32  // of a slab: how many were made before it
}

// pageTable maps page numbers to the regions that touch the page. It is an open-addressing multimap:
// small regions share a page, so one page may have several entries.
type pageTable struct {
	entries []pageEntry
	shift   uint // 64 - log2(len(entries))
	used    int
	last    *region // the region of the last hit
}

type pageEntry struct {
	page   uintptr
	region *region
}

func (t *pageTable) slot(page uintptr) int {
	return int(uint64(page) * 0x9e3779b97f4a7c15 >> t.shift)
}

// find returns the region that addr lies in, or nil.
func (t *pageTable) find(addr uintptr) *region {
	if r := t.last; r != nil && addr-r.base < r.limit-r.base {
		return r
	}
	if t.used == 0 {
		return nil
	}
	page := addr >> pageShift
	for i := t.slot(page); ; i = (i + 1) & (len(t.entries) - 1) {
		e := &t.entries[i]
		if e.region == nil {
			return nil
		}
		if e.page == page && addr-e.region.base < e.region.limit-e.region.base {
			t.last = e.region
			return e.region
		}
	}
}

func (t *pageTable) add(r *region) {
	for page := r.base >> pageShift; page <= (r.limit-1)>>pageShift; page++ {
		if 2*(t.used+1) > len(t.entries) {
			t.grow()
		}
		t.insert(pageEntry{page, r})
		t.used++
	}
}

func (t *pageTable) insert(e pageEntry) {
	i := t.slot(e.page)
	for t.entries[i].region != nil {
		i = (i + 1) & (len(t.entries) - 1)
	}
	t.entries[i] = e
}

func (t *pageTable) grow() {
	old := t.entries
	t.entries = make([]pageEntry, max(16, 2*len(old)))
	t.shift = 64
	for n := len(t.entries); n > 1; n >>= 1 {
		t.shift--
	}
	for _, e := range old {
		if e.region != nil {
			t.insert(e)
		}
	}
}

func (t *pageTable) remove(r *region) {
	if t.last == r {
		t.last = nil
	}
	for page := r.base >> pageShift; page <= (r.limit-1)>>pageShift; page++ {
		i := t.slot(page)
		for t.entries[i].region != r || t.entries[i].page != page {
			i = (i + 1) & (len(t.entries) - 1)
		}
		t.deleteAt(i)
		t.used--
	}
}

// deleteAt empties slot i and moves later entries of the probe sequence back, so that no tombstones
// pile up under slabs that come and go.
func (t *pageTable) deleteAt(i int) {
	mask := len(t.entries) - 1
	for j := (i + 1) & mask; t.entries[j].region != nil; j = (j + 1) & mask {
		home := t.slot(t.entries[j].page)
		// Entry j may fill the hole unless its home lies in (i, j].
		if (j-home)&mask >= (j-i)&mask {
			t.entries[i] = t.entries[j]
			i = j
		}
	}
	t.entries[i] = pageEntry{}
}
