package interp

// This file defines store, the part of a VM that makes objects.

import "github.com/lusterlua/luster/runtime/gc"

// store owns the heap, the pools of the data types and the intern table. It is
// embedded in VM.
//
// Cells of objects never fail: they may take the heap over its limit by a slab,
// which the next safe point notices. What can be large - array and node parts,
// the bytes of long strings - is refused when it does not fit.
type store struct {
	heap         *gc.Heap
	tables       [inlineMax/16 + 1]*gc.Pool[Table] // by the bytes behind the table
	longStrings  *gc.Pool[longString]
	shortStrings [shortPools]*gc.Pool[shortString]
	strings      stringTable
	keys         hashKeys
	seed         uint64
	mix          uint32 // hashes integers, floats and addresses; every table has a copy
	running      int    // threads that have a stack
	modeName     uint64 // address of the string "__mode"
	fuel         *int64 // of the VM
	noFuel       int64  // what fuel is in a store without a VM
	text         []byte // scratch of concat: the text of its numbers,
	textLens     []uint8
}

// init opens the heap. All hashing depends on seed and on nothing else that
// differs between two runs, but for objects as keys, which hash by their place:
// that is their address unless cfg.Places is set.
func (s *store) init(cfg gc.Config, seed uint64) error {
	h, err := gc.OpenHeap(cfg)
	if err != nil {
		return err
	}
	s.heap, s.seed = h, seed
	s.fuel = &s.noFuel
	x := ^seed
	s.mix = uint32(splitMix(&x)) | 1<<31 | 1
	s.keys = expandKeys(seed)
	s.tables[0] = gc.NewPool[Table](h, "table")
	for i := range s.shortStrings {
		s.shortStrings[i] = gc.NewLeafPool[shortString](h, "string", uintptr(i)*8)
	}
	s.longStrings = gc.NewLeafPool[longString](h, "string", 0)
	h.SetOwner(s)
	if !s.initStrings() {
		h.Close()
		return errMemoryTooSmall
	}
	s.modeName = s.intern("__mode").u
	h.Fix(pointer(uintptr(s.modeName)))
	return nil
}

// spend pays for n units of work.
func (s *store) spend(n uint64) { *s.fuel -= int64(n) }

// storeOf returns the store that a heap belongs to.
func storeOf(h *gc.Heap) *store {
	switch o := h.Owner().(type) {
	case *VM:
		return &o.store
	case *store:
		return o
	}
	panic("BUG: heap without a store")
}

// traceStore marks what the store itself needs. The intern table is no root.
func (s *store) traceStore(t *gc.Tracer) { t.Mark(uintptr(s.modeName)) }

// inlineMax is up to how many bytes of parts a table is made with in its own cell.
// Most tables that a constructor fills keep the size they are made with. They are
// one object then: one allocation, one piece of memory to trace, nothing to free
// besides the cell. A part that grows moves to a block of its own and leaves what
// it had in the cell unused.
const inlineMax = 128

// newTable returns a table with room for the keys 1 to na and for nh other keys,
// or nil when memory for them is refused.
func (s *store) newTable(na, nh int) *Table {
	if na|nh == 0 {
		t := s.tables[0].New()
		t.init(s)
		return t
	}
	if na|nh < inlineMax {
		nodes := nodesFor(uint64(nh))
		if size := uintptr(na)*valueSize + uintptr(nodes)<<nodeShift; size <= inlineMax {
			return s.newInline(uintptr(na), uintptr(nodes), size)
		}
	}
	t := s.tables[0].New()
	t.init(s)
	if !s.resize(t, na, nh) {
		return nil
	}
	return t
}

func (t *Table) init(s *store) {
	t.hash.node = dummyAddr
	t.mix = s.mix
	t.flags = ^uint8(0)
}

// newInline returns a table whose parts, of size bytes, are in its cell.
func (s *store) newInline(na, nodes, size uintptr) *Table {
	pool := s.tables[size/16]
	if pool == nil {
		pool = gc.NewPoolExtra[Table](s.heap, "table", size)
		s.tables[size/16] = pool
	}
	t := pool.New()
	t.init(s)
	part := addrOf(t.ptr()) + tableSize
	if na > 0 {
		t.array = arrayPart{addr: part, n: uint32(na), limit: uint32(na)}
		part += na * valueSize
	}
	if nodes > 0 {
		t.hash = hashPart{node: part, mask: uint32(nodes - 1), free: uint32(nodes)}
	}
	return t
}
