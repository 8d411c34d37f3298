package interp

import (
	"fmt"
	"testing"

	"github.com/lusterlua/luster/runtime/gc"
)

func BenchmarkGetInt(b *testing.B) {
	s := newTestStore(b, gc.Config{})
	tab := s.table(1024, 0)
	for i := range int64(1024) {
		s.setInt(tab, i+1, Int(i))
	}
	for i := 0; b.Loop(); i++ {
		tab.getInt(int64(i&1023) + 1)
	}
}

func BenchmarkGetIntHash(b *testing.B) {
	s := newTestStore(b, gc.Config{})
	tab := s.table(0, 1024)
	for i := range int64(1000) {
		s.setInt(tab, i<<20, Int(i))
	}
	for i := 0; b.Loop(); i++ {
		tab.getInt(int64(i&511) << 20)
	}
}

func BenchmarkGetShort(b *testing.B) {
	s := newTestStore(b, gc.Config{})
	tab := s.table(0, 8)
	var keys [8]Value
	for i := range keys {
		keys[i] = s.intern(fmt.Sprint("field", i))
		s.setShort(tab, keys[i], Int(1))
	}
	for i := 0; b.Loop(); i++ {
		tab.getShort(keys[i&7].u)
	}
}

func BenchmarkGetLong(b *testing.B) {
	s := newTestStore(b, gc.Config{})
	tab := s.table(0, 1)
	k := s.string("a key that is longer than the forty bytes of a short string")
	s.set(tab, k, Int(1))
	for b.Loop() {
		tab.get(s.heap, k)
	}
}

func BenchmarkSetInt(b *testing.B) {
	s := newTestStore(b, gc.Config{})
	tab := s.table(1024, 0)
	for i := 0; b.Loop(); i++ {
		s.setInt(tab, int64(i&1023)+1, Int(int64(i)))
	}
}

func BenchmarkSetIntObject(b *testing.B) {
	s := newTestStore(b, gc.Config{})
	tab := s.table(1024, 0)
	v := s.intern("x")
	for i := 0; b.Loop(); i++ {
		s.setInt(tab, int64(i&1023)+1, v)
	}
}

func BenchmarkSetShort(b *testing.B) {
	s := newTestStore(b, gc.Config{})
	tab := s.table(0, 8)
	var keys [8]Value
	for i := range keys {
		keys[i] = s.intern(fmt.Sprint("field", i))
		s.setShort(tab, keys[i], Int(1))
	}
	for i := 0; b.Loop(); i++ {
		s.setShort(tab, keys[i&7], Int(int64(i)))
	}
}

// BenchmarkAppend grows an array part from nothing to 1000 elements.
func BenchmarkAppend(b *testing.B) {
	s := newTestStore(b, gc.Config{})
	for b.Loop() {
		tab := s.newTable(0, 0)
		for i := range int64(1000) {
			s.setInt(tab, tab.length()+1, Int(i))
		}
		s.collect()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/element")
}

// BenchmarkInsert fills a hash part with 1000 strings.
func BenchmarkInsert(b *testing.B) {
	s := newTestStore(b, gc.Config{})
	var keys [1000]Value
	for i := range keys {
		keys[i] = s.intern(fmt.Sprint(i))
		s.keep = append(s.keep, keys[i])
	}
	for b.Loop() {
		tab := s.newTable(0, 0)
		for _, k := range keys {
			s.setShort(tab, k, Int(1))
		}
		s.collect()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/element")
}

// BenchmarkNewRecord makes {x=1, y=2}.
func BenchmarkNewRecord(b *testing.B) {
	s := newTestStore(b, gc.Config{})
	x, y := s.intern("x"), s.intern("y")
	s.keep = append(s.keep, x, y)
	for b.Loop() {
		tab := s.newTable(0, 2)
		s.setShort(tab, x, Int(1))
		s.setShort(tab, y, Int(2))
		s.collect()
	}
}

func BenchmarkNewArray3(b *testing.B) {
	s := newTestStore(b, gc.Config{})
	for b.Loop() {
		tab := s.newTable(3, 0)
		for i := range int64(3) {
			s.setInt(tab, i+1, Int(i))
		}
		s.collect()
	}
}

func (s *testStore) collect() {
	if s.heap.Due() {
		s.heap.Step()
	}
}

func BenchmarkNext(b *testing.B) {
	s := newTestStore(b, gc.Config{})
	tab := s.table(100, 100)
	for i := range int64(100) {
		s.setInt(tab, i+1, Int(i))
		s.setShort(tab, s.intern(fmt.Sprint(i)), Int(i))
	}
	b.Run("key", func(b *testing.B) {
		k := Nil
		for b.Loop() {
			k, _, _ = tab.next(s.heap, k)
		}
	})
	b.Run("index", func(b *testing.B) {
		i := uint32(0)
		for b.Loop() {
			i, _, _ = tab.nextIndex(i)
		}
	})
}

func BenchmarkLength(b *testing.B) {
	s := newTestStore(b, gc.Config{})
	tab := s.table(0, 0)
	for i := range int64(1000) {
		s.setInt(tab, i+1, Int(i))
	}
	for b.Loop() {
		tab.length()
	}
}

func BenchmarkIntern(b *testing.B) {
	for _, n := range []int{1, 8, 24, 40} {
		b.Run(fmt.Sprint("found/", n), func(b *testing.B) {
			s := newTestStore(b, gc.Config{})
			x := "0123456789012345678901234567890123456789"[:n]
			s.keep = append(s.keep, s.intern(x))
			for b.Loop() {
				s.intern(x)
			}
		})
	}
	b.Run("new", func(b *testing.B) {
		s := newTestStore(b, gc.Config{})
		buf := []byte("text 0000000000")
		for i := 0; b.Loop(); i++ {
			for j, x := len(buf)-1, i; x > 0; j, x = j-1, x/10 {
				buf[j] = byte('0' + x%10)
			}
			s.intern(viewOf(buf))
			s.collect()
		}
	})
}

func BenchmarkLongString(b *testing.B) {
	s := newTestStore(b, gc.Config{})
	text := make([]byte, 100)
	for b.Loop() {
		s.newBytes(text)
		s.collect()
	}
}

func BenchmarkConcat(b *testing.B) {
	s := newTestStore(b, gc.Config{})
	vals := valuesAt(addrOf(s.heap.AllocMem(4*valueSize)), 4)
	vals[0], vals[1] = s.intern("hello "), s.intern("world ")
	vals[2], vals[3] = Int(12345), s.intern("!")
	s.keep = append(s.keep, vals[0], vals[1], vals[3])
	for b.Loop() {
		s.concat(&vals[0], 4)
		s.collect()
	}
}

func BenchmarkNumberText(b *testing.B) {
	var buf [maxText]byte
	for name, v := range map[string]Value{"int": Int(12345), "integral": Float(12345), "float": Float(3.14159), "big": Float(1.5e300)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				appendNumber(buf[:0], v)
			}
		})
	}
}

func BenchmarkParseNumber(b *testing.B) {
	for _, x := range []string{"12345", "3.14159", "0xff", "1e10"} {
		b.Run(x, func(b *testing.B) {
			for b.Loop() {
				ParseNumber(x)
			}
		})
	}
}

func BenchmarkFloatMod(b *testing.B) {
	x := 123.456
	for b.Loop() {
		x = fmod(x+1000, 7.5)
	}
}

// BenchmarkTrace marks a table of objects.
func BenchmarkTrace(b *testing.B) {
	s := newTestStore(b, gc.Config{})
	tab := s.table(0, 0)
	for i := range int64(100000) {
		s.setInt(tab, i+1, tableValue(s.newTable(0, 0)))
	}
	for b.Loop() {
		s.heap.Collect()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100000, "ns/object")
}
