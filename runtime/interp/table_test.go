package interp

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"strings"
	"testing"
	"unsafe"

	"github.com/lusterlua/luster/runtime/gc"
)

// testStore is a store whose roots a test keeps in keep.
type testStore struct {
	store
	keep []Value
}

func (s *testStore) TraceGC(t *gc.Tracer) {
	s.traceStore(t)
	for i := range s.keep {
		markValue(t, &s.keep[i])
	}
}

func newTestStore(t testing.TB, cfg gc.Config) *testStore {
	t.Helper()
	s := new(testStore)
	if err := s.init(cfg, 0x5eed); err != nil {
		t.Fatal(err)
	}
	s.heap.AddRoot(s)
	t.Cleanup(s.heap.Close)
	return s
}

// table returns a new table that is a root.
func (s *testStore) table(na, nh int) *Table {
	t := s.newTable(na, nh)
	if t == nil {
		panic("no memory")
	}
	s.keep = append(s.keep, tableValue(t))
	return t
}

func (s *testStore) string(x string) Value {
	v, ok := s.newString(x)
	if !ok {
		panic("no memory")
	}
	return v
}

func (s *testStore) mustSet(t testing.TB, tab *Table, k, v Value) {
	t.Helper()
	if st := s.set(tab, k, v); st != setOK {
		t.Fatalf("set: status %d", st)
	}
}

func verify(t testing.TB, h *gc.Heap) {
	t.Helper()
	if err := h.Verify(); err != nil {
		t.Fatal(err)
	}
}

// checkTable verifies the invariants of a table's parts.
func checkTable(t testing.TB, s *testStore, tab *Table) {
	t.Helper()
	size := tab.hash.size()
	for i := range uint32(size) {
		n := tab.hash.at(i)
		if n.val.IsNil() {
			continue
		}
		// The key is in the chain that starts at its main position.
		m := tab.hash.main(tab.keyHash(s.heap, n.ku, n.kk))
		for steps := 0; m != n; steps++ {
			if m.next == 0 || steps > size {
				t.Fatalf("node %d is not in its chain", i)
			}
			m = m.after(m.next)
		}
		if n.kk == uint32(KInt) && n.ku-1 < uint64(tab.array.n) {
			t.Fatalf("key %d is in the hash part", n.ku)
		}
	}
	if tab.array.limit > tab.array.n {
		t.Fatalf("limit %d of %d", tab.array.limit, tab.array.n)
	}
}

// modelKey is a key as a Go value, for the model of a table.
type modelKey struct {
	kind Kind
	s    string
	w    uint64
}

func modelOf(v Value) modelKey {
	switch {
	case v.isString():
		return modelKey{kind: KShortStr, s: strings.Clone(str(v))}
	case v.isFloat():
		if i, ok := floatToInt(v.float()); ok {
			return modelKey{kind: KInt, w: uint64(i)}
		}
	}
	return modelKey{kind: v.Kind(), w: v.u}
}

// randomKey makes keys of every kind, densely enough to meet again.
func randomKey(s *testStore, r *rand.Rand, objects []Value) Value {
	switch r.IntN(12) {
	case 0, 1, 2:
		return Int(int64(r.IntN(80)))
	case 3:
		return Int(int64(r.Uint64() >> r.IntN(64)))
	case 4:
		return Int(-int64(r.IntN(50)))
	case 5:
		return Float(float64(r.IntN(60)) / 2)
	case 6:
		return Bool(r.IntN(2) == 0)
	case 7:
		return Light(uint64(r.IntN(20)))
	case 8:
		return s.string(strings.Repeat("long", 11) + fmt.Sprint(r.IntN(30)))
	case 9:
		return objects[r.IntN(len(objects))]
	default:
		return s.string(fmt.Sprintf("key%d", r.IntN(60)))
	}
}

func TestTableModel(t *testing.T) {
	configs := map[string]gc.Stress{
		"plain":   {},
		"steps":   {StepEvery: 1},
		"collect": {CollectEvery: 5},
	}
	for name, stress := range configs {
		for seed := range uint64(8) {
			t.Run(fmt.Sprintf("%s/seed_%d", name, seed), func(t *testing.T) {
				testTableModel(t, gc.Config{Stress: stress}, seed)
			})
		}
	}
}

func testTableModel(t *testing.T, cfg gc.Config, seed uint64) {
	s := newTestStore(t, cfg)
	r := rand.New(rand.NewPCG(seed, 1))
	tab := s.table(r.IntN(4), r.IntN(4))
	var objects []Value
	for range 20 {
		objects = append(objects, tableValue(s.table(0, 0)))
	}
	model := map[modelKey]Value{}
	deletes := r.IntN(6)
	for step := range 4000 {
		k := randomKey(s, r, objects)
		v := Int(int64(step))
		if r.IntN(3) == 0 {
			v = s.string(fmt.Sprintf("value%d", step))
		}
		if r.IntN(8) < deletes {
			v = Nil
		}
		s.mustSet(t, tab, k, v)
		if v.IsNil() {
			delete(model, modelOf(k))
		} else {
			model[modelOf(k)] = v
		}
		k = randomKey(s, r, objects)
		if got, want := tab.get(s.heap, k), model[modelOf(k)]; got != want {
			t.Fatalf("step %d: get(%v) = %v, want %v", step, modelOf(k), got, want)
		}
		if p := tab.slot(s.heap, k); (p == nil || p.IsNil()) != model[modelOf(k)].IsNil() {
			t.Fatalf("step %d: slot(%v) disagrees", step, modelOf(k))
		}
		if s.heap.Due() {
			s.heap.Step()
		}
		if step%500 == 0 {
			checkTable(t, s, tab)
			compareTable(t, s, tab, model)
			verify(t, s.heap)
		}
		if step%1500 == 1499 {
			deleteDuringTraversal(t, s, r, tab, model)
		}
	}
	checkTable(t, s, tab)
	compareTable(t, s, tab, model)
	s.heap.Collect()
	compareTable(t, s, tab, model)
	verify(t, s.heap)
}

// compareTable walks the table both ways and looks for each entry once.
func compareTable(t *testing.T, s *testStore, tab *Table, model map[modelKey]Value) {
	t.Helper()
	seen := map[modelKey]bool{}
	i, k := uint32(0), Nil
	for {
		nk, nv, st := tab.next(s.heap, k)
		var ik, iv Value
		i, ik, iv = tab.nextIndex(i)
		if nk != ik || nv != iv || (i == 0) != (st == nextEnd) {
			t.Fatalf("next and nextIndex disagree after %v", modelOf(k))
		}
		if st == nextEnd {
			break
		}
		if st != nextOK {
			t.Fatalf("next(%v): status %d", modelOf(k), st)
		}
		m := modelOf(nk)
		if seen[m] {
			t.Fatalf("%v twice", m)
		}
		seen[m] = true
		if model[m] != nv {
			t.Fatalf("%v is %v, want %v", m, nv, model[m])
		}
		k = nk
	}
	if len(seen) != len(model) {
		t.Fatalf("%d entries, want %d", len(seen), len(model))
	}
	checkBorder(t, tab)
}

func checkBorder(t *testing.T, tab *Table) {
	t.Helper()
	for range 2 { // the second call uses what the first one noted
		n := tab.length()
		if n < 0 || n > 0 && tab.getInt(n).IsNil() || n < math.MaxInt64 && !tab.getInt(n+1).IsNil() {
			t.Fatalf("length is %d, no border", n)
		}
	}
}

// deleteDuringTraversal removes and changes entries while it walks, with
// collections in between, and expects to see every entry.
func deleteDuringTraversal(t *testing.T, s *testStore, r *rand.Rand, tab *Table, model map[modelKey]Value) {
	t.Helper()
	left := map[modelKey]bool{}
	for m := range model {
		left[m] = true
	}
	hold := len(s.keep)
	s.keep = append(s.keep, Nil)
	for k := Nil; ; {
		nk, _, st := tab.next(s.heap, k)
		if st == nextEnd {
			break
		}
		if st != nextOK {
			t.Fatalf("next(%v): status %d", modelOf(k), st)
		}
		k = nk
		s.keep[hold] = k // as the stack of a traversal does
		m := modelOf(k)
		if !left[m] {
			t.Fatalf("%v twice or never stored", m)
		}
		delete(left, m)
		switch r.IntN(3) {
		case 0:
			s.mustSet(t, tab, k, Nil)
			delete(model, m)
		case 1:
			s.mustSet(t, tab, k, Int(7))
			model[m] = Int(7)
		}
		if r.IntN(10) == 0 {
			s.heap.Collect()
		}
	}
	if len(left) != 0 {
		t.Fatalf("%d entries not seen", len(left))
	}
	s.keep = s.keep[:hold]
}

func TestNextInvalidKey(t *testing.T) {
	s := newTestStore(t, gc.Config{})
	tab := s.table(2, 2)
	s.mustSet(t, tab, Int(1), Int(1))
	for _, k := range []Value{Int(99), s.string("absent"), Bool(true), Float(1.5), tableValue(tab), Int(-1)} {
		if _, _, st := tab.next(s.heap, k); st != nextInvalid {
			t.Errorf("next(%v): status %d, want nextInvalid", modelOf(k), st)
		}
	}
	if k, v, st := tab.next(s.heap, Nil); st != nextOK || k != Int(1) || v != Int(1) {
		t.Errorf("first entry: %v %v %d", k, v, st)
	}
	if _, _, st := tab.next(s.heap, Float(2)); st != nextEnd {
		t.Errorf("next(2.0): status %d, want the end", st)
	}
}

func TestBadKeys(t *testing.T) {
	s := newTestStore(t, gc.Config{})
	tab := s.table(0, 0)
	for _, v := range []Value{Nil, Int(1)} {
		if st := s.set(tab, Nil, v); st != setNilKey {
			t.Errorf("nil key: status %d", st)
		}
		if st := s.set(tab, Float(math.NaN()), v); st != setNaNKey {
			t.Errorf("NaN key: status %d", st)
		}
	}
	if !tab.get(s.heap, Nil).IsNil() || !tab.get(s.heap, Float(math.NaN())).IsNil() {
		t.Error("value for a key that can't be")
	}
	s.mustSet(t, tab, Float(math.Copysign(0, -1)), Int(5))
	if tab.get(s.heap, Int(0)) != Int(5) || tab.get(s.heap, Float(0)) != Int(5) {
		t.Error("-0.0 is not the key 0")
	}
	s.mustSet(t, tab, Float(0x1p63), Int(6)) // no integer
	if tab.get(s.heap, Float(0x1p63)) != Int(6) || !tab.get(s.heap, Int(math.MinInt64)).IsNil() || !tab.get(s.heap, Int(math.MaxInt64)).IsNil() {
		t.Error("2^63 confused with an integer")
	}
	s.mustSet(t, tab, Float(math.Inf(1)), Int(7))
	if tab.get(s.heap, Float(math.Inf(1))) != Int(7) || !tab.get(s.heap, Float(math.Inf(-1))).IsNil() {
		t.Error("infinities")
	}
}

func TestArrayGrowth(t *testing.T) {
	s := newTestStore(t, gc.Config{})
	tab := s.table(0, 0)
	for i := range int64(1 << 14) {
		if n := tab.length(); n != i {
			t.Fatalf("length %d, want %d", n, i)
		}
		if st := s.setInt(tab, i+1, Int(i)); st != setOK {
			t.Fatal(st)
		}
	}
	if tab.array.n != 1<<14 || tab.hash.size() != 0 {
		t.Errorf("array %d, nodes %d: appends should fill the array part alone", tab.array.n, tab.hash.size())
	}
	for i := int64(1 << 14); i > 0; i-- {
		if n := tab.length(); n != i {
			t.Fatalf("length %d, want %d", n, i)
		}
		s.setInt(tab, i, Nil)
	}
	// Sparse keys stay in the hash part.
	sparse := s.table(0, 0)
	for i := range int64(1000) {
		s.setInt(sparse, i*1000+1, Int(1))
	}
	if sparse.array.n > 1024 {
		t.Errorf("array part of %d for sparse keys", sparse.array.n)
	}
	// Filled from the end, the array part appears once it is half full.
	down := s.table(0, 0)
	for i := int64(1000); i > 0; i-- {
		s.setInt(down, i, Int(i))
	}
	checkTable(t, s, down)
	if n := down.length(); n != 1000 {
		t.Errorf("length %d", n)
	}
}

func TestLengthOfLiterals(t *testing.T) {
	// What PUC's #{...} gives for literals with holes.
	tests := []struct {
		vals []int // 0 is nil
		want int64
	}{
		{nil, 0}, {[]int{1, 2, 3}, 3}, {[]int{1, 2, 0, 4}, 4}, {[]int{1, 0, 3}, 3}, {[]int{0, 0, 3}, 3},
		{[]int{1, 2, 3, 0}, 3}, {[]int{1, 0, 0, 0}, 1}, {[]int{1, 2, 3, 0, 5, 0}, 5}, {[]int{0, 0, 3, 0}, 3}, {[]int{0}, 0},
	}
	s := newTestStore(t, gc.Config{})
	for _, test := range tests {
		tab := s.table(len(test.vals), 0)
		for i, v := range test.vals {
			if v != 0 {
				s.setInt(tab, int64(i+1), Int(int64(v)))
			}
		}
		if n := tab.length(); n != test.want {
			t.Errorf("#%v = %d, want %d", test.vals, n, test.want)
		}
	}
}

func TestLengthInHashPart(t *testing.T) {
	s := newTestStore(t, gc.Config{})
	tab := s.table(0, 8)
	for _, i := range []int64{1, 2, 3, 4} {
		s.setInt(tab, i, Int(i))
	}
	checkBorder(t, tab)
	s.setInt(tab, math.MaxInt64, Int(1))
	checkBorder(t, tab)
	// Every power of two present: the doubling search runs to the end.
	pow := s.table(0, 64)
	for i := range 63 {
		s.setInt(pow, 1<<i, Int(1))
	}
	s.setInt(pow, math.MaxInt64, Int(1))
	checkBorder(t, pow)
}

// TestChurn keeps the number of entries constant while keys come and go: the
// work of the rehashes must be amortised.
func TestChurn(t *testing.T) {
	for _, test := range []struct {
		name        string
		array, live int
		counted     bool // keys that could be in the array part
		key         func(i int) int64
	}{
		{"hash part full", 0, 1024, false, func(i int) int64 { return int64(i)*7919 + 1<<40 }},
		{"beside a big array", 1 << 16, 3, true, func(i int) int64 { return int64(i)*7919 + 1<<20 }},
		{"beside a big array, no candidates", 1 << 16, 4, false, func(i int) int64 { return -int64(i) - 1 }},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newTestStore(t, gc.Config{})
			tab := s.table(test.array, 0)
			for i := range test.array {
				s.setInt(tab, int64(i+1), Int(1))
			}
			rebuilds, node := 0, tab.hash.node
			const rounds = 1 << 16
			for i := range rounds {
				s.setInt(tab, test.key(i), Int(1))
				if i >= test.live {
					s.setInt(tab, test.key(i-test.live), Nil)
				}
				if tab.hash.node != node {
					rebuilds, node = rebuilds+1, tab.hash.node
				}
			}
			work := rebuilds * (test.live + tab.hash.size())
			if test.counted {
				work += rebuilds * test.array
			}
			if work > 64*rounds {
				t.Errorf("%d rebuilds, about %d steps for %d insertions", rebuilds, work, rounds)
			}
			if size := tab.hash.size(); size > 4*test.live+test.array/4 {
				t.Errorf("%d nodes for %d entries", size, test.live)
			}
			checkTable(t, s, tab)
		})
	}
}

// longestChain returns the greatest number of nodes that a lookup visits, and
// the average over the entries.
func longestChain(s *testStore, tab *Table) (longest int, average float64) {
	total, count := 0, 0
	for i := range uint32(tab.hash.size()) {
		n := tab.hash.at(i)
		if n.val.IsNil() {
			continue
		}
		steps := 1
		for m := tab.hash.main(tab.keyHash(s.heap, n.ku, n.kk)); m != n; m = m.after(m.next) {
			steps++
		}
		longest = max(longest, steps)
		total += steps
		count++
	}
	return longest, float64(total) / float64(count)
}

// TestHostileKeys inserts sets of keys that collide under simple hashes, with
// several seeds.
func TestHostileKeys(t *testing.T) {
	keys := map[string]func(i uint64) Value{
		"consecutive":    func(i uint64) Value { return Int(int64(i) + 1<<40) },
		"negative":       func(i uint64) Value { return Int(-int64(i)) },
		"high halves":    func(i uint64) Value { return Int(int64(i << 32)) },
		"top bits":       func(i uint64) Value { return Int(int64(i << 52)) },
		"stride 4096":    func(i uint64) Value { return Int(int64(i<<12) + 1<<41) },
		"stride 2^k-1":   func(i uint64) Value { return Int(int64(i * (1<<20 - 1))) },
		"halves equal":   func(i uint64) Value { return Int(int64(i<<32 | i)) },
		"inverse halves": func(i uint64) Value { return Int(int64(i<<32 | uint64(uint32(-i)))) },
		"times 2^32-1":   func(i uint64) Value { return Int(int64(i * (1<<32 - 1))) },
		"times 2^33+2^9": func(i uint64) Value { return Int(int64(i * (1<<33 + 1<<9))) },
		"times inverse":  func(i uint64) Value { return Int(int64(i * 0xf1de83e19937733d)) }, // of mixFactor
		"squares":        func(i uint64) Value { return Int(int64(i * i)) },
		"stride 2^20":    func(i uint64) Value { return Int(int64(i<<20 + 1<<62)) },
		"bit reversed":   func(i uint64) Value { return Int(int64(bits.Reverse64(i))) },
		"floats":         func(i uint64) Value { return Float(float64(i) + 0.5) },
		"tiny floats":    func(i uint64) Value { return Float(math.Float64frombits(i + 1)) },
		"float powers":   func(i uint64) Value { return Float(math.Float64frombits(i<<45 + 0x0010000000000001)) },
		"words":          func(i uint64) Value { return Light(i * 4096) },
	}
	const n = 1 << 12
	for name, key := range keys {
		for seed := range uint64(24) {
			s := new(testStore)
			if err := s.init(gc.Config{}, seed*0x9e3779b97f4a7c15); err != nil {
				t.Fatal(err)
			}
			tab := s.newTable(0, 0)
			for i := range uint64(n) {
				s.mustSet(t, tab, key(i), Int(1))
			}
			if longest, average := longestChain(s, tab); longest > 24 || average > 2.5 {
				t.Errorf("%s, seed %d: a lookup visits %.2f nodes, at most %d", name, seed, average, longest)
			}
			s.heap.Close()
		}
	}
}

// TestRefusedMemory fails each allocation of a growing table in turn: the table
// must be as before, and usable.
func TestRefusedMemory(t *testing.T) {
	for nth := int64(1); nth < 40; nth++ {
		s := newTestStore(t, gc.Config{})
		tab := s.table(0, 0)
		s.heap.SetStress(gc.Stress{FailNth: nth})
		model := map[modelKey]Value{}
		refused := 0
		for i := range int64(300) {
			k := Int(i)
			if i%3 == 0 {
				k = s.string(fmt.Sprint("k", i))
			}
			switch st := s.set(tab, k, Int(i)); st {
			case setOK:
				model[modelOf(k)] = Int(i)
			case setNoMemory:
				refused++
			default:
				t.Fatal(st)
			}
		}
		if refused > 1 {
			t.Fatalf("request %d: refused %d times", nth, refused)
		}
		checkTable(t, s, tab)
		compareTable(t, s, tab, model)
	}
	s := newTestStore(t, gc.Config{Limit: 1 << 20})
	if s.newTable(1<<20, 0) != nil || s.newTable(0, 1<<20) != nil {
		t.Error("a table beyond the limit")
	}
	if _, ok := s.newString(strings.Repeat("x", 2<<20)); ok {
		t.Error("a string beyond the limit")
	}
	tab := s.table(0, 0)
	i := int64(1)
	for ; s.setInt(tab, i, Int(i)) == setOK; i++ {
	}
	if tab.length() != i-1 || s.heap.Count() > 1<<20 {
		t.Errorf("%d elements, length %d, %d bytes", i-1, tab.length(), s.heap.Count())
	}
}

func TestTableMemory(t *testing.T) {
	s := newTestStore(t, gc.Config{})
	before := s.heap.Count()
	s.newTable(0, 0)
	if n := s.heap.Count() - before; n > 56 {
		t.Errorf("an empty table takes %d bytes", n)
	}
	before = s.heap.Count()
	s.newTable(0, 2)
	if n := s.heap.Count() - before; n > 128 {
		t.Errorf("{x=1, y=2} takes %d bytes", n)
	}
	before = s.heap.Count()
	s.intern("ten bytes.")
	if n := s.heap.Count() - before; n > 40 {
		t.Errorf("a string of 10 bytes takes %d", n)
	}
	// Whatever a table owned comes back.
	s.heap.Collect()
	before = s.heap.Count()
	for range 50 {
		tab := s.newTable(3, 3)
		for i := range int64(100) {
			s.setInt(tab, i*i, Int(i))
			s.set(tab, s.string(strings.Repeat("y", int(i))), Int(i))
		}
	}
	s.heap.Collect()
	s.heap.Collect()
	if n := s.heap.Count() - before; n != 0 {
		t.Errorf("%d bytes left behind", n)
	}
}

func TestShortSlot(t *testing.T) {
	s := newTestStore(t, gc.Config{})
	tab := s.table(0, 0)
	for i := range 50 {
		s.setShort(tab, s.intern(fmt.Sprint("f", i)), Int(int64(i)))
	}
	for i := range 60 {
		k := s.intern(fmt.Sprint("f", i))
		slot := tab.shortSlot(k.u)
		if i >= 50 {
			if slot != -1 {
				t.Errorf("slot %d for an absent key", slot)
			}
			continue
		}
		if n := tab.hash.at(uint32(slot)); n.ku != k.u || n.val != Int(int64(i)) {
			t.Errorf("slot %d does not hold f%d", slot, i)
		}
	}
}

func TestFlagsForgetAbsence(t *testing.T) {
	s := newTestStore(t, gc.Config{})
	tab := s.table(4, 4)
	if tab.flags != 0xff {
		t.Fatal("a new table has events")
	}
	s.setInt(tab, 1, Int(1))
	s.setInt(tab, 100, Int(1))
	if tab.flags != 0xff {
		t.Error("an integer key forgets that events are absent")
	}
	k := s.intern("__index")
	s.setShort(tab, k, Int(1))
	if tab.flags != 0 {
		t.Error("a new string key leaves the cache")
	}
	s.setShort(tab, k, Nil)
	tab.flags = 1
	s.set(tab, k, Int(2))
	if tab.flags != 0 {
		t.Error("a string key that comes back leaves the cache")
	}
}

func TestResizeKeepsEntries(t *testing.T) {
	s := newTestStore(t, gc.Config{})
	r := rand.New(rand.NewPCG(3, 3))
	for range 200 {
		tab := s.newTable(0, 0)
		s.keep = append(s.keep[:0], tableValue(tab))
		model := map[modelKey]Value{}
		for i := range int64(r.IntN(60)) {
			k := Int(int64(r.IntN(60)))
			if r.IntN(3) == 0 {
				k = s.intern(fmt.Sprint(i))
			}
			s.mustSet(t, tab, k, Int(i))
			model[modelOf(k)] = Int(i)
		}
		if !s.resize(tab, r.IntN(100), r.IntN(100)) {
			t.Fatal("refused")
		}
		checkTable(t, s, tab)
		compareTable(t, s, tab, model)
	}
	tab := s.table(0, 0)
	if !s.growArray(tab, 10) || tab.array.n != 10 || !s.growArray(tab, 5) || tab.array.n != 10 {
		t.Errorf("array of %d", tab.array.n)
	}
	if s.resize(tab, 1<<40, 0) || s.resize(tab, 0, 1<<40) {
		t.Error("an absurd size")
	}
}

// TestBigTableTraced mutates a table that takes many steps to trace, in ways that
// move entries, and checks that nothing reachable is lost.
func TestBigTableTraced(t *testing.T) {
	for seed := range uint64(6) {
		s := newTestStore(t, gc.Config{})
		r := rand.New(rand.NewPCG(seed, 9))
		tab := s.table(0, 0)
		model := map[int64]int64{} // key: content of the boxed value
		box := func(i int64) Value {
			b := s.newTable(1, 0)
			s.setInt(b, 1, Int(i))
			return tableValue(b)
		}
		for i := range int64(20000) {
			k := i
			if i&1 == 0 {
				k = i * 1_000_003
			}
			s.setInt(tab, k, box(i))
			model[k] = i
		}
		for round := range 300 {
			s.heap.StepN(int64(r.IntN(4000)))
			for range r.IntN(300) {
				k := r.Int64N(30000)
				if r.IntN(2) == 0 {
					k *= 1_000_003
				}
				if r.IntN(3) == 0 {
					s.setInt(tab, k, Nil)
					delete(model, k)
				} else {
					i := int64(round)
					s.setInt(tab, k, box(i))
					model[k] = i
				}
			}
		}
		verify(t, s.heap)
		for k, want := range model {
			v := tab.getInt(k)
			if v.Kind() != KTable || !s.heap.Check(uintptr(v.u), v.Stamp()) {
				t.Fatalf("seed %d: key %d lost its value", seed, k)
			}
			if got := v.table().getInt(1); got != Int(want) {
				t.Fatalf("seed %d: key %d: %v, want %d", seed, k, got, want)
			}
		}
	}
}

func TestTableLayout(t *testing.T) {
	if unsafe.Offsetof(node{}.ku) != 16 || unsafe.Offsetof(node{}.kk) != 24 || unsafe.Offsetof(node{}.next) != 28 {
		t.Error("layout of node")
	}
	if dummyNode != (node{}) {
		t.Error("the dummy node was written to")
	}
}
