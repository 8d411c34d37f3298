package interp

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/lusterlua/luster/runtime/gc"
)

// weakTable returns a table with the given __mode.
func (s *testStore) weakTable(t testing.TB, mode string) *Table {
	t.Helper()
	meta := s.newTable(0, 1)
	s.setShort(meta, s.intern("__mode"), s.string(mode))
	tab := s.table(0, 0)
	tab.meta.Set(meta)
	return tab
}

func (s *testStore) fresh() Value { return tableValue(s.newTable(0, 0)) }

// count returns the number of entries.
func count(tab *Table) int {
	n := 0
	for i, _, _ := tab.nextIndex(0); i != 0; i, _, _ = tab.nextIndex(i) {
		n++
	}
	return n
}

func TestWeakValues(t *testing.T) {
	s := newTestStore(t, gc.Config{})
	tab := s.weakTable(t, "v")
	live := s.fresh()
	s.keep = append(s.keep, live)
	s.mustSet(t, tab, Int(1), live)
	s.mustSet(t, tab, Int(2), s.fresh())
	s.mustSet(t, tab, Int(1000), s.fresh())
	s.mustSet(t, tab, s.string("live"), live)
	s.mustSet(t, tab, s.string("dead"), s.fresh())
	s.mustSet(t, tab, s.string("string"), s.string("a string is a value"))
	s.mustSet(t, tab, s.fresh(), Int(1)) // the key is strong
	s.heap.Collect()
	if n := count(tab); n != 4 {
		t.Errorf("%d entries, want 4", n)
	}
	if tab.getInt(1) != live || !tab.getInt(2).IsNil() || !tab.getInt(1000).IsNil() {
		t.Error("array part or integer keys")
	}
	if v := tab.get(s.heap, s.string("string")); !v.isString() || str(v) != "a string is a value" {
		t.Error("a string was removed")
	}
	checkTable(t, s, tab)
	verify(t, s.heap)
}

func TestWeakKeys(t *testing.T) {
	s := newTestStore(t, gc.Config{})
	tab := s.weakTable(t, "k")
	live := s.fresh()
	s.keep = append(s.keep, live)
	s.mustSet(t, tab, live, s.fresh())
	s.mustSet(t, tab, s.fresh(), Int(2))
	self := s.fresh()
	s.mustSet(t, tab, self, self) // the value keeps its own key: still an ephemeron
	s.mustSet(t, tab, s.string("string"), s.fresh())
	s.mustSet(t, tab, Int(1), s.fresh())
	s.heap.Collect()
	if n := count(tab); n != 3 {
		t.Errorf("%d entries, want 3", n)
	}
	for _, k := range []Value{live, s.string("string"), Int(1)} {
		if v := tab.get(s.heap, k); v.Kind() != KTable || !s.heap.Check(uintptr(v.u), v.Stamp()) {
			t.Errorf("value of %v is gone", modelOf(k))
		}
	}
	verify(t, s.heap)
}

func TestEphemeronChain(t *testing.T) {
	for _, reverse := range []bool{false, true} {
		s := newTestStore(t, gc.Config{})
		tabs := []*Table{s.weakTable(t, "k"), s.weakTable(t, "k"), s.weakTable(t, "k")}
		const n = 3000
		keys := make([]Value, n+1)
		for i := range keys {
			keys[i] = s.fresh()
		}
		for i := range n {
			j := i
			if reverse {
				j = n - 1 - i
			}
			s.mustSet(t, tabs[j%3], keys[j], keys[j+1])
		}
		s.keep = append(s.keep, keys[0])
		s.heap.Collect()
		total := count(tabs[0]) + count(tabs[1]) + count(tabs[2])
		if total != n {
			t.Errorf("%d of %d links survive", total, n)
		}
		verify(t, s.heap)
		s.keep = s.keep[:len(s.keep)-1]
		s.heap.Collect()
		if total = count(tabs[0]) + count(tabs[1]) + count(tabs[2]); total != 0 {
			t.Errorf("%d links survive their key", total)
		}
	}
}

func TestWeakBoth(t *testing.T) {
	s := newTestStore(t, gc.Config{})
	tab := s.weakTable(t, "kv")
	a, b := s.fresh(), s.fresh()
	s.keep = append(s.keep, a, b)
	s.mustSet(t, tab, a, b)
	s.mustSet(t, tab, b, s.fresh())
	s.mustSet(t, tab, s.fresh(), a)
	s.mustSet(t, tab, Int(1), s.string("x"))
	s.mustSet(t, tab, s.string("a new string as a key"), s.string("a new string as a value"))
	s.heap.Collect()
	if n := count(tab); n != 3 || tab.get(s.heap, a) != b {
		t.Errorf("%d entries, want 3", n)
	}
	if v := tab.get(s.heap, s.string("a new string as a key")); !v.isString() || str(v) != "a new string as a value" {
		t.Error("strings were removed")
	}
	verify(t, s.heap)
}

func TestModeIsReadByTheCollector(t *testing.T) {
	for mode, kept := range map[string]bool{"": true, "x": true, "v": false, "vk": false, "weak": false} {
		s := newTestStore(t, gc.Config{})
		tab := s.weakTable(t, mode)
		s.mustSet(t, tab, s.fresh(), s.fresh())
		s.heap.Collect()
		if (count(tab) == 1) != kept {
			t.Errorf("mode %q: %d entries", mode, count(tab))
		}
	}
	// The absence of __mode is cached, and forgotten when it appears.
	s := newTestStore(t, gc.Config{})
	tab := s.table(0, 0)
	meta := s.newTable(0, 1)
	s.setShort(meta, s.intern("other"), Int(1))
	tab.meta.Set(meta)
	s.mustSet(t, tab, Int(1), s.fresh())
	s.heap.Collect()
	if count(tab) != 1 || meta.flags&flagMode == 0 {
		t.Errorf("%d entries, flags %#x", count(tab), meta.flags)
	}
	s.setShort(meta, s.intern("__mode"), s.string("v"))
	s.heap.Collect()
	if count(tab) != 0 {
		t.Error("a mode set later is ignored")
	}
}

// TestWeakStress changes weak tables while the collector runs and compares with
// what is known to be alive.
func TestWeakStress(t *testing.T) {
	for _, mode := range []string{"k", "v", "kv"} {
		for seed := range uint64(5) {
			t.Run(fmt.Sprintf("%s/seed_%d", mode, seed), func(t *testing.T) {
				s := newTestStore(t, gc.Config{Stress: gc.Stress{StepEvery: 1}})
				r := rand.New(rand.NewPCG(seed, 4))
				tab := s.weakTable(t, mode)
				base := len(s.keep)
				for range 40 {
					s.keep = append(s.keep, s.fresh())
				}
				pick := func() Value {
					if r.IntN(2) == 0 {
						return s.fresh()
					}
					return s.keep[base+r.IntN(40)]
				}
				for i := range 6000 {
					switch r.IntN(5) {
					case 0:
						s.keep[base+r.IntN(40)] = s.fresh()
					case 1:
						s.mustSet(t, tab, Int(int64(r.IntN(50))), pick())
					case 2:
						s.mustSet(t, tab, s.string(fmt.Sprint("s", r.IntN(50))), pick())
					case 3:
						s.mustSet(t, tab, pick(), s.keep[base+r.IntN(40)])
					default:
						s.mustSet(t, tab, s.keep[base+r.IntN(40)], pick())
					}
					if s.heap.Due() {
						s.heap.Step()
					}
					if i%50 == 0 {
						usable(t, s, tab)
					}
					if i%1000 == 0 {
						verify(t, s.heap)
						checkTable(t, s, tab)
					}
				}
				// A cycle that clears an entry has marked its strong part, on which
				// another entry may depend: a chain takes a cycle for each.
				for before := -1; before != count(tab); {
					before = count(tab)
					s.heap.Collect()
				}
				checkWeak(t, s, tab, mode)
				verify(t, s.heap)
			})
		}
	}
}

// checkWeak checks after a full collection that the entries are alive: by the
// roots, or by what the table holds strongly.
func checkWeak(t *testing.T, s *testStore, tab *Table, mode string) {
	t.Helper()
	alive := map[Value]bool{}
	for _, v := range s.keep {
		alive[v] = true
	}
	for before := -1; before != len(alive); {
		before = len(alive)
		for i, k, v := tab.nextIndex(0); i != 0; i, k, v = tab.nextIndex(i) {
			if mode == "v" {
				alive[k] = true
			}
			if mode == "k" && (alive[k] || k.Kind() != KTable) {
				alive[v] = true
			}
		}
	}
	for i, k, v := tab.nextIndex(0); i != 0; i, k, v = tab.nextIndex(i) {
		if k.Kind() == KTable && !alive[k] || v.Kind() == KTable && !alive[v] {
			t.Errorf("a dead entry is left: %v, %v", modelOf(k), modelOf(v))
		}
	}
}

// usable checks that every entry of the table refers to objects that exist.
func usable(t *testing.T, s *testStore, tab *Table) {
	t.Helper()
	for i, k, v := tab.nextIndex(0); i != 0; i, k, v = tab.nextIndex(i) {
		for _, x := range []Value{k, v} {
			if x.collectable() && !s.heap.Check(uintptr(x.u), x.Stamp()) {
				t.Fatalf("an entry refers to an object that is gone: %v", modelKey{kind: x.Kind(), w: x.u})
			}
		}
	}
}

// TestBecomesWeakWhileTraced makes a big table weak between two steps of its
// trace.
func TestBecomesWeakWhileTraced(t *testing.T) {
	for _, mode := range []string{"k", "v", "kv"} {
		for steps := range 12 {
			s := newTestStore(t, gc.Config{})
			tab := s.table(0, 0)
			for i := range int64(8000) {
				s.mustSet(t, tab, Int(i*3), s.fresh())
				s.mustSet(t, tab, s.fresh(), s.fresh())
			}
			for range steps {
				s.heap.StepN(1500)
			}
			meta := s.newTable(0, 1)
			s.setShort(meta, s.intern("__mode"), s.string(mode))
			tab.meta.Set(meta)
			s.heap.BarrierBack(unsafe.Pointer(tab), uintptr(unsafe.Pointer(meta)))
			for !s.heap.StepN(1000) {
			}
			usable(t, s, tab)
			verify(t, s.heap)
			s.heap.Collect()
			usable(t, s, tab)
			want := 0
			if mode == "k" {
				want = 8000
			}
			if n := count(tab); n != want {
				t.Errorf("mode %s, %d steps: %d entries", mode, steps, n)
			}
		}
	}
}
