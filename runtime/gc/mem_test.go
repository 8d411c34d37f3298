package gc

// This file tests raw memory: the order of blocks, blocks freed twice, and that
// the steady state of a program takes nothing from Go.

import (
	"strings"
	"testing"
	"unsafe"

	"github.com/lusterlua/luster/internal/invariant"
)

// TestBlocksAscend: blocks are given out in the order of their addresses, also
// when they have been freed in another.
func TestBlocksAscend(t *testing.T) {
	h := NewHeap(Config{})
	defer h.Close()
	blocks := make([]unsafe.Pointer, 1000)
	for i := range blocks {
		blocks[i] = h.AllocMem(48)
		*(*uint64)(blocks[i]) = 1
	}
	for i := range blocks {
		h.FreeMem(blocks[(i*7)%len(blocks)], 48)
	}
	back := 0
	last := uintptr(0)
	for range blocks {
		p := h.AllocMem(48)
		if *(*uint64)(p) != 0 {
			t.Fatal("a block is not zeroed")
		}
		if addrOf(p) < last {
			back++
		}
		last = addrOf(p)
	}
	if back > 16 { // chunks of several sizes
		t.Errorf("the address went back %d times", back)
	}
	if err := h.Verify(); err != nil {
		t.Error(err)
	}
}

func TestFreeTwice(t *testing.T) {
	for _, size := range []uintptr{16, 40, 1000, 100 << 10} {
		h := NewHeap(Config{})
		p, q := h.AllocRaw(size), h.AllocRaw(size)
		if p == q || h.Count() != int64(2*MemSize(size)) {
			t.Fatalf("two blocks of %d bytes at %p and %p, %d bytes counted", size, p, q, h.Count())
		}
		h.FreeMem(p, size)
		func() {
			defer func() {
				if r, _ := recover().(string); !strings.HasPrefix(r, "BUG: ") {
					t.Errorf("a block of %d bytes can be freed twice: %v", size, r)
				}
			}()
			h.FreeMem(p, size)
		}()
		h.Close()
	}
}

// dropped counts the calls of DropGC, which is told of by a flag.
type dropped struct {
	has byte
}

var drops int

func (d *dropped) TraceGC(*Tracer)   {}
func (d *dropped) DropGC(*Heap)      { drops += int(d.has) }
func (d *dropped) DropFlag() uintptr { return unsafe.Offsetof(d.has) }

// TestDropFlag: only objects with the flag are dropped.
func TestDropFlag(t *testing.T) {
	h := NewHeap(Config{})
	defer h.Close()
	pool := NewPool[dropped](h, "dropped")
	for i := range 100 {
		pool.New().has = byte(i % 2)
	}
	drops = 0
	h.Collect()
	if drops != 50 {
		t.Errorf("%d objects were dropped, not 50", drops)
	}
}

// TestSteadyState: a program that makes garbage at an even rate takes nothing more
// from Go, and gives nothing back, once it has what it needs.
func TestSteadyState(t *testing.T) {
	n := newNodes(t)
	n.root.Set(n.tree(12))
	work := func() {
		for range 200 {
			n.tree(9)
			p := n.AllocMem(300)
			q := n.AllocMem(100 << 10)
			n.FreeMem(p, 300)
			n.FreeMem(q, 100<<10)
			for n.Due() {
				n.Step()
			}
		}
	}
	work()
	before := n.Stats()
	if allocs := testing.AllocsPerRun(5, work); allocs > 20 && !invariant.Enabled { // whose checks allocate
		t.Errorf("%v allocations in Go for %d objects", allocs, 200*1023)
	}
	after := n.Stats()
	if after.Cycles-before.Cycles < 10 {
		t.Errorf("only %d cycles", after.Cycles-before.Cycles)
	}
	if got := after.Released - before.Released; got > 20 {
		t.Errorf("%d slabs were given back in %d cycles", got, after.Cycles-before.Cycles)
	}
}
