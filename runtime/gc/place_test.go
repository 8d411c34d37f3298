package gc

import "testing"

type placed struct{ _ [3]uint64 }

func (*placed) TraceGC(*Tracer) {}

// The places of the objects of two heaps that do the same are the same; the
// addresses are not.
func TestPlaces(t *testing.T) {
	run := func() (places, addrs []uint64) {
		h, err := OpenHeap(Config{Places: true})
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		seen := map[uint64]bool{}
		for i := range 10_000 {
			addr := uint64(New(h, placed{}).Addr())
			place := h.Place(addr)
			if place != h.PlaceOf(addr) || place&7 != 0 || seen[place] {
				t.Fatalf("object %d has the place %#x", i, place)
			}
			seen[place] = true
			places, addrs = append(places, place), append(addrs, addr)
		}
		return places, addrs
	}
	p1, a1 := run()
	p2, _ := run()
	for i := range p1 {
		if p1[i] != p2[i] {
			t.Fatalf("object %d has the places %#x and %#x", i, p1[i], p2[i])
		}
	}
	h, err := OpenHeap(Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if h.Place(a1[0]) != a1[0] || h.PlaceOf(8) != 8 {
		t.Error("a place without Places, or of no object, is not the address")
	}
}
