package gc

// This file tests addresses, stamps and generations, and the giving back of memory.

import (
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"unsafe"
)

func TestCheckRefusesWhatIsNoObject(t *testing.T) {
	w, other := newWorld(t, Config{}), newWorld(t, Config{})
	o := w.table(Strong, 4)
	w.root.Set(o)
	addr, stamp := o.addr(), stampOf(o)
	if !w.Check(addr, stamp) {
		t.Fatal("a live object is refused")
	}
	for name, addr := range map[string]uintptr{
		"nil": 0, "low": 8, "high": ^uintptr(7), "header": addr - 8, "inside": addr + 8, "odd": addr + 1,
		"next cell": addr + w.tables.CellSize(), "slab": w.tables.core.slabs[0].base, "raw memory": o.mem,
		"Go's stack": addrOf(unsafe.Pointer(&stamp)), "end": w.tables.core.slabs[0].limit,
		"last word": w.tables.core.slabs[0].limit - 8,
	} {
		if w.Check(addr, stamp) {
			t.Errorf("%s is accepted", name)
		}
	}
	for name, stamp := range map[string]uint64{
		"no stamp": 0, "other type": stamp + 1<<typeShift, "other heap": stamp + 1<<heapShift,
		"other generation": stamp + 1<<genShift, "header": uint64(*HeaderOf(unsafe.Pointer(o))) | 4,
	} {
		if w.Check(addr, stamp) {
			t.Errorf("%s is accepted", name)
		}
	}
	if other.Check(addr, stamp) {
		t.Error("an object of another heap is accepted")
	}
	w.Close()
	if w.Check(addr, stamp) {
		t.Error("an object of a closed heap is accepted")
	}
}

func TestCheckFindsEveryCellOfEverySize(t *testing.T) {
	h := NewHeap(Config{})
	defer h.Close()
	for _, extra := range []uintptr{0, 8, 24, 40, 100, 1000, 5000, 40_000, 100_000} {
		p := NewLeafPool[uint64](h, "sized", extra)
		for range 100 {
			o := p.New()
			a := addrOf(unsafe.Pointer(o))
			if !h.Check(a, HeaderOf(unsafe.Pointer(o)).Stamp()) {
				t.Fatalf("extra %d: an object is refused", extra)
			}
		}
		c := &p.core
		for _, s := range c.slabs {
			for a := s.base; a < s.limit; a += 8 {
				if want := (a-s.base)%c.size == headerSize; (s.cellOf(a) != 0) != want {
					t.Fatalf("extra %d: offset %d is an object: %v", extra, a-s.base, !want)
				}
			}
		}
	}
}

func TestStaleStampIsRefusedAfterReuse(t *testing.T) {
	w := newWorld(t, Config{})
	type old struct {
		addr  uintptr
		stamp uint64
	}
	seen := make(map[old]bool)
	for range 100 {
		for range 50 {
			o := w.table(Strong, 0)
			k := old{o.addr(), stampOf(o)}
			if seen[k] {
				t.Fatalf("stamp %#x comes twice at %#x", k.stamp, k.addr)
			}
			seen[k] = true
		}
		w.Collect()
		for k := range seen {
			if w.Check(k.addr, k.stamp) {
				t.Fatal("a stale stamp is accepted")
			}
		}
	}
}

func TestEmptySlabsGoBackToGo(t *testing.T) {
	w := newWorld(t, Config{})
	type old struct {
		addr  uintptr
		stamp uint64
	}
	var stale []old
	for range 5 {
		for range 100_000 {
			o := w.table(Strong, 0)
			if w.last%97 == 0 {
				stale = append(stale, old{o.addr(), stampOf(o)})
			}
		}
		peak := w.Real()
		w.Collect()
		if n := w.Real(); n > 2*slabMax || n >= peak {
			t.Errorf("an empty heap holds %d bytes", n)
		}
		runtime.GC() // so that Go may put new slabs where old ones were
		for _, k := range stale {
			if w.Check(k.addr, k.stamp) {
				t.Fatal("an object of a slab that went back is accepted")
			}
		}
		w.verify()
	}
	if w.Stats().Released < 100 {
		t.Errorf("%d slabs were given back", w.Stats().Released)
	}
}

func TestSparseSlabsAreReused(t *testing.T) {
	w := newWorld(t, Config{})
	o := w.table(Strong, 1000)
	w.root.Set(o)
	for i := range 100_000 {
		if c := w.table(Strong, 0); i%100 == 0 {
			o.set(w.Heap, i/100, c, nil)
		}
	}
	w.Collect()
	before := w.Stats().Slabs
	for range 90_000 {
		w.table(Strong, 0)
	}
	if after := w.Stats().Slabs; after > before {
		t.Errorf("%d slabs of almost free cells grew to %d", before, after)
	}
	w.verify()
}

func TestUsedUpCellsRetire(t *testing.T) {
	w := newWorld(t, Config{})
	c := &w.tables.core
	c.genLimit = 5
	seen := make(map[uintptr]map[uint64]bool)
	for range 40 {
		for range 30 {
			o := w.table(Strong, 0)
			if seen[o.addr()] == nil {
				seen[o.addr()] = make(map[uint64]bool)
			}
			if seen[o.addr()][stampOf(o)] {
				t.Fatal("a stamp comes twice")
			}
			seen[o.addr()][stampOf(o)] = true
		}
		w.Collect()
		w.wantAlive(0)
	}
	for _, s := range c.slabs {
		if s.gen > c.genLimit {
			t.Errorf("a slab has generation %d", s.gen)
		}
	}
}

func TestPoolTakesNewTypeWhenGenerationsRunOut(t *testing.T) {
	w := newWorld(t, Config{})
	c := &w.tables.core
	first := c.typeID
	c.base = genMax - 3
	type old struct {
		addr  uintptr
		stamp uint64
	}
	var stale []old
	for range 12 {
		for range 2000 {
			o := w.table(Strong, 0)
			stale = append(stale, old{o.addr(), stampOf(o)})
		}
		w.Collect()
		w.verify()
		for _, k := range stale {
			if w.Check(k.addr, k.stamp) {
				t.Fatal("a stale stamp is accepted")
			}
		}
	}
	if c.typeID == first || c.base > 100 {
		t.Errorf("type %d, base %d", c.typeID, c.base)
	}
	for _, s := range c.slabs {
		if s.typeID == first && s.retired == s.cells && s != c.slab {
			t.Error("a slab with used-up cells is still there")
		}
	}
}

func TestHeapIDsAreTakenOverWithNewTypes(t *testing.T) {
	stamps := make(map[uint64]bool)
	for range 3000 {
		h := NewHeap(Config{})
		p := NewLeafPool[uint64](h, "leaf", 0)
		stamp := HeaderOf(unsafe.Pointer(p.New())).Stamp()
		if h.ID() == 0 || stamps[stamp] {
			t.Fatalf("heap %d repeats stamp %#x", h.ID(), stamp)
		}
		stamps[stamp] = true
		h.Close()
		h.Close()
	}
}

func TestGoPointersAreSeenAndCleared(t *testing.T) {
	h := NewHeap(Config{})
	defer h.Close()
	r := New(h, hostNode{name: strings.Repeat("x", 100), data: make([]byte, 1<<20)})
	root, err := NewRoot(h, r)
	if err != nil {
		t.Fatal(err)
	}
	freed := make(chan bool, 1)
	runtime.AddCleanup(&r.Must(h).data[0], func(c chan bool) { c <- true }, freed)
	for range 3 {
		runtime.GC()
	}
	if n := r.Must(h); n.name != strings.Repeat("x", 100) || len(n.data) != 1<<20 {
		t.Error("Go has freed what an object refers to")
	}
	if err := root.Release(); err != nil {
		t.Error(err)
	}
	h.Collect()
	if err := h.Verify(); err != nil {
		t.Error(err)
	}
	for range 10 {
		runtime.GC()
		select {
		case <-freed:
			return
		default:
			runtime.Gosched()
		}
	}
	t.Error("a freed object still refers to Go memory")
}

func TestPageTable(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var pt pageTable
	var in []*region
	used := make(map[uintptr]bool) // units of 1 KiB
	for range 20_000 {
		if len(in) > 0 && rng.IntN(5) < 2 {
			i := rng.IntN(len(in))
			r := in[i]
			pt.remove(r)
			for a := r.base; a < r.limit; a += 1024 {
				delete(used, a)
			}
			in[i] = in[len(in)-1]
			in = in[:len(in)-1]
			if pt.find(r.base) != nil {
				t.Fatal("a removed region is found")
			}
			continue
		}
		base := uintptr(0xc000000000) + uintptr(rng.IntN(1<<14))<<10
		r := &region{base: base, limit: base + uintptr(1+rng.IntN(64))<<10}
		free := true
		for a := r.base; a < r.limit; a += 1024 {
			free = free && !used[a]
		}
		if !free {
			continue
		}
		for a := r.base; a < r.limit; a += 1024 {
			used[a] = true
		}
		pt.add(r)
		in = append(in, r)
		q := in[rng.IntN(len(in))]
		if pt.find(q.base) != q || pt.find(q.limit-1) != q || pt.find(q.base+(q.limit-q.base)/2) != q {
			t.Fatal("a region is not found")
		}
	}
}

func TestMemSizes(t *testing.T) {
	h := NewHeap(Config{})
	defer h.Close()
	for size := uintptr(1); size < 100_000; size += 1 + size/64 {
		n := MemSize(size)
		if n < size || n > size+max(15, size/4) && n > size+pageSize || n%8 != 0 {
			t.Fatalf("%d bytes take %d", size, n)
		}
		before := h.Count()
		p := h.AllocMem(size)
		if h.Count() != before+int64(n) {
			t.Fatalf("%d bytes count %d", size, h.Count()-before)
		}
		b := unsafe.Slice((*byte)(p), n)
		for i := range b {
			if b[i] != 0 {
				t.Fatal("memory is not zero")
			}
			b[i] = 0xff
		}
		if size%3 != 0 {
			h.FreeMem(p, size)
		}
	}
	for size := uintptr(16); size <= maxMem; size *= 2 {
		if MemSize(size) != size {
			t.Errorf("a power of two, %d, takes %d", size, MemSize(size))
		}
	}
	if h.AllocMem(0) != nil || h.AllocMem(1<<60) != nil {
		t.Error("absurd sizes are served")
	}
	h.FreeMem(nil, 100)
	if err := h.Verify(); err != nil {
		t.Error(err)
	}
}

func TestRawMemoryGoesBackToGo(t *testing.T) {
	h := NewHeap(Config{})
	defer h.Close()
	rng := rand.New(rand.NewPCG(3, 4))
	type block struct {
		p    unsafe.Pointer
		size uintptr
	}
	var blocks []block
	for range 50_000 {
		if len(blocks) > 0 && rng.IntN(2) == 0 {
			i := rng.IntN(len(blocks))
			h.FreeMem(blocks[i].p, blocks[i].size)
			blocks[i] = blocks[len(blocks)-1]
			blocks = blocks[:len(blocks)-1]
			continue
		}
		size := uintptr(1) << rng.IntN(18)
		blocks = append(blocks, block{h.AllocMem(size), size})
	}
	if err := h.Verify(); err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks {
		h.FreeMem(b.p, b.size)
	}
	if h.Count() != 0 {
		t.Errorf("%d bytes are counted", h.Count())
	}
	h.Collect()
	h.Collect()
	if n := h.Real(); n > nClasses*2*chunkMax {
		t.Errorf("%d bytes are held", n)
	}
	if err := h.Verify(); err != nil {
		t.Error(err)
	}
}

func TestFreeMemOfForeignMemoryIsABug(t *testing.T) {
	h := NewHeap(Config{})
	defer h.Close()
	defer func() {
		if r, _ := recover().(string); !strings.HasPrefix(r, "BUG: ") {
			t.Errorf("got %q", r)
		}
	}()
	h.FreeMem(unsafe.Pointer(new([4]uint64)), 32)
}
