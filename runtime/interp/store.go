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
	tables       *gc.Pool[Table]
	longStrings  *gc.Pool[longString]
	shortStrings [shortPools]*gc.Pool[shortString]
	strings      stringTable
	keys         hashKeys
	seed         uint64
	mix          uint32 // hashes integers, floats and addresses; every table has a copy
	modeName     uint64 // address of the string "__mode"
	text         []byte // scratch of concat: the text of its numbers,
	textLens     []uint8
}

// init opens the heap. All hashing depends on seed and on nothing else that
// differs between two runs, but for objects as keys, which hash by address.
func (s *store) init(cfg gc.Config, seed uint64) error {
	h, err := gc.OpenHeap(cfg)
	if err != nil {
		return err
	}
	s.heap, s.seed = h, seed
	x := ^seed
	s.mix = uint32(splitMix(&x)) | 1<<31 | 1
	s.keys = expandKeys(seed)
	s.tables = gc.NewPool[Table](h, "table")
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

// newTable returns a table with room for the keys 1 to na and for nh other keys,
// or nil when memory for them is refused.
func (s *store) newTable(na, nh int) *Table {
	t := s.tables.New()
	t.hash.node = dummyAddr
	t.mix = s.mix
	t.flags = ^uint8(0)
	if na|nh != 0 && !s.resize(t, na, nh) {
		return nil
	}
	return t
}
