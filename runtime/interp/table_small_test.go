package interp

// This file tests small tables, whose parts lie in their own cells, and where
// numbers lie in hash parts.

import (
	"testing"

	"github.com/lusterlua/luster/runtime/gc"
)

// TestSmallTables makes tables of every size that a cell has room for, and some
// more, fills them, and has them grow out of their cells.
func TestSmallTables(t *testing.T) {
	for na := range 10 {
		for nh := range 6 {
			s := newTestStore(t, gc.Config{})
			before := s.heap.Count()
			tab := s.table(na, nh)
			size := int64(56 + na*16 + int(nodesFor(uint64(nh)))*32)
			if got := s.heap.Count() - before; got < size || got > size+32 {
				t.Errorf("{%d, %d} takes %d bytes, not %d", na, nh, got, size)
			}
			inline := na*16+int(nodesFor(uint64(nh)))*32 <= inlineMax
			if inline && tab.own != 0 {
				t.Errorf("{%d, %d} has blocks of its own", na, nh)
			}
			fields := []Value{s.string("a"), s.string("b"), s.string("c"), s.string("d"), s.string("e")}
			s.keep = append(s.keep, fields...)
			for i := range na {
				s.mustSet(t, tab, Int(int64(i+1)), fields[i%5])
			}
			for i := range nh {
				s.mustSet(t, tab, fields[i], Int(int64(i)))
			}
			if inline && tab.own != 0 {
				t.Errorf("{%d, %d} has blocks of its own when it is full", na, nh)
			}
			checkTable(t, s, tab)
			s.heap.Collect()
			verify(t, s.heap)
			for i := range 40 { // beyond the cell
				s.mustSet(t, tab, Int(int64(i+1)), fields[i%5])
				s.mustSet(t, tab, Float(float64(i)+0.5), Int(int64(i)))
			}
			if tab.own != ownArray|ownNodes {
				t.Errorf("{%d, %d} grew and owns %b", na, nh, tab.own)
			}
			checkTable(t, s, tab)
			for i := range nh {
				if v := tab.get(s.heap, fields[i]); v != Int(int64(i)) {
					t.Errorf("{%d, %d}: field %d is %v", na, nh, i, v)
				}
			}
			s.heap.Collect()
			verify(t, s.heap)
			s.keep = nil
			s.heap.Collect()
			s.heap.Collect()
			verify(t, s.heap)
			if got := s.heap.Count(); got > before+400 { // the strings may stay
				t.Errorf("{%d, %d} leaves %d bytes", na, nh, got-before)
			}
		}
	}
}

// TestNeighboursHashToNeighbours: numbers of one range get a node each, in order.
func TestNeighboursHashToNeighbours(t *testing.T) {
	const n = 1 << 10
	for name, key := range map[string]func(i int) Value{
		"integers":        func(i int) Value { return Int(1<<40 + int64(i)) },
		"negative":        func(i int) Value { return Int(-n + int64(i)) },
		"floats in order": func(i int) Value { return Float(1<<20 + 0.5 + float64(i)) },
	} {
		s := newTestStore(t, gc.Config{})
		tab := s.table(0, n)
		for i := range n {
			s.mustSet(t, tab, key(i), Int(1))
		}
		far, last := 0, uint32(0)
		for i := range n {
			k := key(i)
			at := tab.hash.index(tab.find(s.heap, k))
			if i > 0 && (at-last)&tab.hash.mask > 4 {
				far++
			}
			last = at
		}
		if longest, _ := longestChain(s, tab); longest > 3 || far > n/16 {
			t.Errorf("%s: %d of %d keys are far from the one before, the longest chain has %d nodes", name, far, n, longest)
		}
	}
}
