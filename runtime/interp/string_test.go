package interp

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lusterlua/luster/runtime/gc"
)

func TestIntern(t *testing.T) {
	s := newTestStore(t, gc.Config{})
	for n := range maxShort + 3 {
		x := strings.Repeat("\x00\xffab", 20)[:n]
		a, b := s.string(x), s.string(x)
		if str(a) != x || strLen(a) != n {
			t.Errorf("length %d: got %q", n, str(a))
		}
		if short := n <= maxShort; (a == b) != short || a.isShort() != short {
			t.Errorf("length %d: interned %v", n, a == b)
		}
		if !RawEquals(a, b) {
			t.Errorf("length %d: equal strings differ", n)
		}
		if n > 0 && RawEquals(a, s.string(x[:n-1]+"!")) {
			t.Errorf("length %d: different strings are equal", n)
		}
	}
}

// checkStrings compares the intern table with the strings that are in its
// chains.
func checkStrings(t *testing.T, s *testStore) {
	t.Helper()
	st := &s.strings
	count := uint32(0)
	for i := range st.n {
		for a := *st.at(i); a != 0; a = shortAt(a).next {
			p := shortAt(a)
			if st.bucket(p.hash) != st.at(i) {
				t.Fatalf("%q is in bucket %d", p.view(), i)
			}
			if h := s.keys.hash(p.view()); h != p.hash {
				t.Fatalf("%q has hash %#x, want %#x", p.view(), p.hash, h)
			}
			count++
		}
	}
	if count != st.count {
		t.Fatalf("%d strings in the table, count %d", count, st.count)
	}
	if st.n < segBuckets || st.mask+1 < st.n || (st.mask+1)/2 > st.n {
		t.Fatalf("%d buckets, mask %#x", st.n, st.mask)
	}
}

// TestInternWithCollection makes and forgets strings while the collector runs in
// all rhythms; a string that is alive must be found, a dead one must go.
func TestInternWithCollection(t *testing.T) {
	for name, stress := range map[string]gc.Stress{
		"plain": {}, "steps": {StepEvery: 3}, "collect": {CollectEvery: 500},
	} {
		t.Run(name, func(t *testing.T) {
			s := newTestStore(t, gc.Config{Stress: stress})
			r := rand.New(rand.NewPCG(1, 2))
			held := map[string]Value{}
			for i := range 60000 {
				x := fmt.Sprint(r.IntN(20000))
				v := s.intern(x)
				if str(v) != x || !s.heap.Check(uintptr(v.u), v.Stamp()) {
					t.Fatalf("interned %q, got %q", x, str(v))
				}
				if want, ok := held[x]; ok && want != v {
					t.Fatalf("%q is alive and was made again", x)
				}
				if i < 30000 && r.IntN(4) == 0 {
					if _, ok := held[x]; !ok {
						held[x] = v
						s.keep = append(s.keep, v)
					}
				}
				if s.heap.Due() {
					s.heap.Step()
				}
				if i == 45000 {
					clear(held)
					s.keep = nil
				}
			}
			checkStrings(t, s)
			verify(t, s.heap)
			s.keep = nil
			s.heap.Collect()
			s.heap.Collect()
			checkStrings(t, s)
			if s.strings.count > 10 || s.strings.n > 4*segBuckets {
				t.Errorf("%d strings in %d buckets survive without a reference", s.strings.count, s.strings.n)
			}
		})
	}
}

// TestInternRevives looks strings up after they died and before they are swept.
func TestInternRevives(t *testing.T) {
	s := newTestStore(t, gc.Config{})
	var names []string
	for i := range 5000 {
		names = append(names, fmt.Sprint("name", i))
		s.intern(names[i])
	}
	for s.heap.Phase() != gc.PhaseSweep {
		s.heap.StepN(1)
	}
	var vals []Value
	for _, x := range names {
		vals = append(vals, s.intern(x))
	}
	s.keep = vals
	s.heap.Collect()
	for i, v := range vals {
		if !s.heap.Check(uintptr(v.u), v.Stamp()) || str(v) != names[i] || s.intern(names[i]) != v {
			t.Fatalf("%q was revived and lost", names[i])
		}
	}
	checkStrings(t, s)
	verify(t, s.heap)
}

// TestInternWithoutMemory lets every allocation of a segment fail: interning
// goes on.
func TestInternWithoutMemory(t *testing.T) {
	for nth := int64(1); nth < 12; nth++ {
		s := newTestStore(t, gc.Config{})
		s.heap.SetStress(gc.Stress{FailNth: nth})
		for i := range 5000 {
			s.keep = append(s.keep, s.intern(fmt.Sprint(i)))
		}
		checkStrings(t, s)
	}
}

func TestStringHash(t *testing.T) {
	a, b := expandKeys(1), expandKeys(2)
	differ := 0
	seen := map[uint32]string{}
	for n := range 100 {
		for _, x := range []string{strings.Repeat("\x00", n), strings.Repeat("a", n), "b" + strings.Repeat("\x00", n)} {
			h := a.hash(x)
			if h != a.hash(strings.Clone(x)) {
				t.Fatalf("%q hashes differently from its copy", x)
			}
			if y, ok := seen[h]; ok && y != x {
				t.Errorf("%q and %q collide", x, y)
			}
			seen[h] = x
			if h != b.hash(x) {
				differ++
			}
		}
	}
	if differ < 290 {
		t.Errorf("%d of 300 hashes depend on the seed", differ)
	}
	// Every bit of the text matters to the low bits, which select the bucket.
	base := []byte("the quick brown fox jumps over the lazy dog")
	for n := 1; n <= len(base); n++ {
		text := append([]byte(nil), base[:n]...)
		h, same := a.hash(string(text)), 0
		for bit := range 8 * n {
			text[bit/8] ^= 1 << (bit % 8)
			if (a.hash(string(text))^h)&0xff == 0 {
				same++
			}
			text[bit/8] ^= 1 << (bit % 8)
		}
		if same > 2+8*n/32 {
			t.Errorf("length %d: %d of %d flips leave the bucket", n, same, 8*n)
		}
	}
}

func TestLongStringKeys(t *testing.T) {
	s := newTestStore(t, gc.Config{})
	tab := s.table(0, 0)
	for i := range 100 {
		s.mustSet(t, tab, s.string(strings.Repeat("k", 41)+fmt.Sprint(i)), Int(int64(i)))
	}
	s.heap.Collect()
	for i := range 100 {
		if v := tab.get(s.heap, s.string(strings.Repeat("k", 41)+fmt.Sprint(i))); v != Int(int64(i)) {
			t.Errorf("key %d: %v", i, v)
		}
	}
}

func TestConcat(t *testing.T) {
	s := newTestStore(t, gc.Config{})
	short, long := s.string("short"), s.string(strings.Repeat("long", 20))
	tests := []struct {
		vals []Value
		want string
	}{
		{[]Value{short, short}, "shortshort"},
		{[]Value{short, long}, "short" + str(long)},
		{[]Value{Int(1), Int(-2)}, "1-2"},
		{[]Value{Int(1), Float(2), short, Float(-0.5)}, "12.0short-0.5"},
		{[]Value{s.string(""), long}, str(long)},
		{[]Value{s.string(""), s.string("")}, ""},
		{[]Value{s.string(""), Int(7)}, "7"},
		{[]Value{long, Int(7), long, s.string("x")}, str(long) + "7" + str(long) + "x"},
		{[]Value{s.string(strings.Repeat("a", 39)), s.string("b")}, strings.Repeat("a", 39) + "b"},
		{[]Value{s.string(strings.Repeat("a", 40)), s.string("b")}, strings.Repeat("a", 40) + "b"},
	}
	for _, test := range tests {
		mem := s.heap.AllocMem(uintptr(len(test.vals)) * valueSize)
		vals := valuesAt(addrOf(mem), len(test.vals))
		copy(vals, test.vals)
		v, ok := s.concat(&vals[0], len(vals))
		if !ok || str(v) != test.want || v.isShort() != (len(test.want) <= maxShort) {
			t.Errorf("got %q, want %q", str(v), test.want)
		}
		s.heap.FreeMem(mem, uintptr(len(test.vals))*valueSize)
	}
	empty, l := s.string(""), long
	mem := valuesAt(addrOf(s.heap.AllocMem(2*valueSize)), 2)
	mem[0], mem[1] = empty, l
	if v, _ := s.concat(&mem[0], 2); v != long {
		t.Error("concatenation with an empty string makes a copy")
	}
	mem[0], mem[1] = short, Int(1)
	if n := testing.AllocsPerRun(100, func() { s.concat(&mem[0], 2) }); n != 0 {
		t.Errorf("%v allocations for a short result", n)
	}
}

func TestStringOrder(t *testing.T) {
	s := newTestStore(t, gc.Config{})
	sorted := []string{"", "\x00", "\x00\x00", "\x00a", "a", "a\x00", "a\x00b", "ab", "b", strings.Repeat("b", 50), "\x80", "\xff"}
	for i, x := range sorted {
		for j, y := range sorted {
			a, b := s.string(x), s.string(y)
			if lessString(a, b) != (i < j) || lessEqualString(a, b) != (i <= j) {
				t.Errorf("%q against %q", x, y)
			}
		}
	}
}
