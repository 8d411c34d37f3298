package stdlib

// This file defines table.sort as a state machine: quicksort with an explicit
// stack, that can stop before and after every comparison. It raises "invalid
// order function for sorting" where PUC-Rio's does, but does not become quadratic:
// an interval whose partitions keep being lopsided is sorted as a heap.

import (
	"math"
	"math/bits"

	"github.com/lusterlua/luster/internal/audit"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// sortPhase says which comparison comes next.
type sortPhase uint8

const (
	sortEnds   sortPhase = iota // a[up] < a[lo]
	sortMidLow                  // a[mid] < a[lo]
	sortMidUp                   // a[up] < a[mid]
	sortUp                      // a[i] < pivot, i rising
	sortDown                    // pivot < a[j], j falling
	heapChild                   // a[child] < a[child+1]
	heapParent                  // a[parent] < a[child]
)

// sortRange is an interval to be sorted.
type sortRange struct {
	lo, up int64
	bad    int8 // lopsided partitions that are still allowed
}

// sorter is a running sort of t[1], ..., t[n].
type sorter struct {
	t    rt.Table
	fn   rt.Value    // the order, or nil
	then rt.Sequence // resumed at the end, or nil
	//luster:notrace "a view of the table's own array, while no Lua code runs"
	elems []rt.Value

	sortRange
	phase sortPhase
	stack []sortRange
	mid   int64
	i, j  int64
	pivot rt.Value
	a, b  rt.Value // the elements read last, in the order of their places
	rnd   uint32   // state for choosing pivots, 0 before the first bad partition

	// The heap sort of lo, ..., up: root is to be sifted down.
	size, root, child int64
	building          int64

	await bool
	work  int
}

// sortCharge is the work from which it is paid before a function is called.
const sortCharge = 64

// randomizeFrom is the size from which intervals get random pivots, once there
// was a bad partition.
const randomizeFrom = 100

func tableSort(c *rt.Call) error {
	t, raw, err := rawTable(c, 1, reads|writes|measures)
	if err != nil {
		return err
	}
	if !raw {
		return tableSlow(c, metaSort)
	}
	n := t.RawLen(c.VM())
	if n < 2 {
		return nil
	}
	if n >= math.MaxInt32 {
		return c.ArgError(1, "array too big")
	}
	fn := c.Arg(2)
	if !fn.IsNil() && !fn.IsFunc() {
		return c.TypeError(2, "function")
	}
	s := &sorter{t: t, fn: fn}
	s.start(n)
	return s.Resume(c)
}

// start prepares the sort of n elements.
func (s *sorter) start(n int64) {
	s.sortRange = sortRange{1, n, int8(bits.Len64(uint64(n)))}
}

// TraceGC marks the table and the elements at hand.
func (s *sorter) TraceGC(t *gc.Tracer) {
	s.t.TraceGC(t)
	for _, v := range []rt.Value{s.fn, s.pivot, s.a, s.b} {
		v.TraceGC(t)
	}
	if s.then != nil {
		s.then.TraceGC(t)
	}
}

func (s *sorter) get(c *rt.Call, i int64) rt.Value {
	s.work++
	if k := uint64(i) - 1; k < uint64(len(s.elems)) {
		return s.elems[k]
	}
	return s.t.RawGetInt(c.VM(), i)
}

func (s *sorter) set(c *rt.Call, i int64, v rt.Value) error {
	return s.t.RawSetInt(c.VM(), i, v)
}

// Resume implements rt.Sequence.
func (s *sorter) Resume(c *rt.Call) error {
	s.elems = s.t.Array(c.VM())
	var less, more bool
	var err error
	if s.await {
		s.await = false
		less = c.Arg(1).Truthy()
		if more, err = s.decide(c, less); err != nil {
			return err
		}
	} else {
		more = s.lo < s.up
	}
	for more {
		if s.work >= stepBudget {
			work := s.work
			audit.Work(work)
			s.work = 0
			if !c.Charge(work) {
				return c.Suspend(s)
			}
		}
		x, y := s.operands(c)
		var known bool
		if s.fn.IsNil() {
			less, known = rawLess(c, x, y)
		}
		if !known {
			return s.ask(c, x, y)
		}
		if more, err = s.decide(c, less); err != nil {
			return err
		}
	}
	c.Charge(s.work)
	if s.then != nil {
		return s.then.Resume(c)
	}
	return c.Return()
}

// operands returns what is to be compared: whether the first is less.
func (s *sorter) operands(c *rt.Call) (x, y rt.Value) {
	switch s.phase {
	case sortEnds:
		s.a, s.b = s.get(c, s.lo), s.get(c, s.up)
	case sortMidLow:
		s.a, s.b = s.get(c, s.lo), s.get(c, s.mid)
	case sortMidUp:
		s.a, s.b = s.get(c, s.mid), s.get(c, s.up)
	case sortUp:
		s.i++
		s.a = s.get(c, s.i)
		return s.a, s.pivot
	case sortDown:
		s.j--
		s.b = s.get(c, s.j)
		return s.pivot, s.b
	case heapChild:
		s.a, s.b = s.get(c, s.lo+s.child), s.get(c, s.lo+s.child+1)
		return s.a, s.b
	case heapParent:
		s.a, s.b = s.get(c, s.lo+s.root), s.get(c, s.lo+s.child)
		return s.a, s.b
	}
	return s.b, s.a
}

// rawLess compares two numbers or two strings; known is false for other values.
func rawLess(c *rt.Call, x, y rt.Value) (less, known bool) {
	if i, ok := x.AsInt(); ok {
		if j, ok := y.AsInt(); ok {
			return i < j, true
		}
	}
	if f, ok := x.AsFloat(); ok {
		if g, ok := y.AsFloat(); ok {
			return f < g, true
		}
	}
	if x.IsNumber() {
		return numberLess(x, y), y.IsNumber()
	}
	if p, ok := c.StringView(x); ok {
		if q, ok := c.StringView(y); ok {
			if len(p) > longCompare && len(q) > longCompare {
				return false, false // see askLess
			}
			audit.Bytes(min(len(p), len(q)))
			c.Charge(min(len(p), len(q)) / 64)
			return p < q, true
		}
	}
	return false, false
}

// numberLess is x < y for numbers, exact even between integers and floats.
func numberLess(x, y rt.Value) bool {
	i, xInt := x.AsInt()
	j, yInt := y.AsInt()
	f, _ := x.ToFloat()
	g, _ := y.ToFloat()
	switch {
	case xInt && yInt:
		return i < j
	case xInt: // i < g: g's ceiling decides
		if g >= 0x1p63 {
			return true
		}
		return g > -0x1p63 && i < int64(math.Ceil(g))
	case yInt: // f < j: f's floor decides
		if f < -0x1p63 {
			return true
		}
		return f < 0x1p63 && int64(math.Floor(f)) < j
	}
	return f < g
}

// ask lets Lua code compare: the given order, or a metamethod.
func (s *sorter) ask(c *rt.Call, x, y rt.Value) error {
	s.await = true
	s.elems = nil
	if s.work >= sortCharge { // the order itself costs more
		c.Charge(s.work)
		s.work = 0
	}
	if s.fn.IsNil() {
		return askLess(c, s, x, y)
	}
	return c.CallThen(s, s.fn, x, y)
}

// askLess calls the metamethod for x < y, which is no comparison of two numbers or
// two strings, and then seq.
func askLess(c *rt.Call, seq rt.Sequence, x, y rt.Value) error {
	vm := c.VM()
	if x.IsString() && y.IsString() {
		f, err := c.NewFunc("<", lessFunc)
		if err != nil {
			return err
		}
		return c.CallThen(seq, f.Value(), x, y)
	}
	mm := vm.Metafield(x, "__lt")
	if mm.IsNil() {
		mm = vm.Metafield(y, "__lt")
	}
	if mm.IsNil() {
		a, b := vm.TypeNameFor(x), vm.TypeNameFor(y)
		if a == b {
			return plainError(c, "attempt to compare two %s values", a)
		}
		return plainError(c, "attempt to compare %s with %s", a, b)
	}
	return c.CallThen(seq, mm, x, y)
}

// swap exchanges a and b, which were read from the places i and j.
func (s *sorter) swap(c *rt.Call, i, j int64) error {
	if err := s.set(c, i, s.b); err != nil {
		return err
	}
	return s.set(c, j, s.a)
}

// decide goes on after a comparison. It returns whether there is another one.
func (s *sorter) decide(c *rt.Call, less bool) (more bool, err error) {
	switch s.phase {
	case sortEnds:
		if less {
			if err := s.swap(c, s.lo, s.up); err != nil {
				return false, err
			}
		}
		if s.up-s.lo == 1 {
			return s.pop(), nil
		}
		s.mid = s.choose()
		s.phase = sortMidLow
	case sortMidLow:
		if !less {
			s.phase = sortMidUp
			return true, nil
		}
		if err := s.swap(c, s.lo, s.mid); err != nil {
			return false, err
		}
		return s.beginPartition(c)
	case sortMidUp:
		if less {
			if err := s.swap(c, s.mid, s.up); err != nil {
				return false, err
			}
		}
		return s.beginPartition(c)
	case sortUp:
		if less {
			if s.i == s.up-1 {
				return false, c.Errorf("invalid order function for sorting")
			}
			return true, nil
		}
		s.phase = sortDown
	case sortDown:
		if less {
			if s.j < s.i {
				return false, c.Errorf("invalid order function for sorting")
			}
			return true, nil
		}
		if s.j >= s.i {
			s.phase = sortUp
			return true, s.swap(c, s.i, s.j)
		}
		return s.endPartition(c)
	default:
		return s.sift(c, less)
	}
	return true, nil
}

// choose returns the place of the pivot.
func (s *sorter) choose() int64 {
	if n := s.up - s.lo; n >= randomizeFrom && s.rnd != 0 {
		s.rnd ^= s.rnd << 13
		s.rnd ^= s.rnd >> 17
		s.rnd ^= s.rnd << 5
		quarter := n / 4
		return s.lo + quarter + int64(s.rnd)%(2*quarter)
	}
	return (s.lo + s.up) / 2
}

// beginPartition takes the middle element as the pivot and moves it to up-1.
func (s *sorter) beginPartition(c *rt.Call) (more bool, err error) {
	if s.up-s.lo == 2 {
		return s.pop(), nil
	}
	s.a, s.b = s.get(c, s.mid), s.get(c, s.up-1)
	s.pivot = s.a
	s.i, s.j = s.lo, s.up-1
	s.phase = sortUp
	return true, s.swap(c, s.mid, s.up-1)
}

// endPartition puts the pivot in its place and goes on with the smaller side.
func (s *sorter) endPartition(c *rt.Call) (more bool, err error) {
	s.b = s.pivot
	if err := s.swap(c, s.i, s.up-1); err != nil {
		return false, err
	}
	p, r := s.i, s.sortRange
	n := r.up - r.lo
	left, right := sortRange{r.lo, p - 1, r.bad}, sortRange{p + 1, r.up, r.bad}
	if left.up-left.lo > right.up-right.lo {
		left, right = right, left
	}
	if (left.up-left.lo+1)*8 < n && n > 16 {
		right.bad--
		if s.rnd == 0 {
			s.rnd = 0x9e3779b9
		}
	}
	// The smaller side first: the stack stays logarithmic.
	if right.lo < right.up {
		s.stack = append(s.stack, right)
	}
	if left.lo < left.up {
		s.sortRange = left
		s.phase = sortEnds
		return true, nil
	}
	return s.pop(), nil
}

// pop takes the next interval.
func (s *sorter) pop() (more bool) {
	n := len(s.stack)
	if n == 0 {
		return false
	}
	s.sortRange = s.stack[n-1]
	s.stack = s.stack[:n-1]
	s.phase = sortEnds
	if s.bad < 0 {
		s.size = s.up - s.lo + 1
		s.building = s.size / 2
		s.nextSift()
	}
	return true
}

// nextSift begins to sift down the next element while the heap is being built.
func (s *sorter) nextSift() {
	s.building--
	s.root = s.building
	s.descend()
}

// descend prepares the comparisons of root with its children. Places in the heap
// count from 0. It returns false if root has none.
func (s *sorter) descend() bool {
	s.child = 2*s.root + 1
	if s.child >= s.size {
		return false
	}
	if s.phase = heapChild; s.child+1 == s.size {
		s.phase = heapParent
	}
	return true
}

// sift goes on after a comparison in the heap.
func (s *sorter) sift(c *rt.Call, less bool) (more bool, err error) {
	if s.phase == heapChild {
		if less {
			s.child++
		}
		s.phase = heapParent
		return true, nil
	}
	if less {
		if err := s.swap(c, s.lo+s.root, s.lo+s.child); err != nil {
			return false, err
		}
		s.root = s.child
		if s.descend() {
			return true, nil
		}
	}
	if s.building > 0 {
		s.nextSift()
		return true, nil
	}
	// The greatest element is at the root: it goes to the end.
	s.size--
	s.a, s.b = s.get(c, s.lo), s.get(c, s.lo+s.size)
	if err := s.swap(c, s.lo, s.lo+s.size); err != nil {
		return false, err
	}
	s.root = 0
	if s.descend() {
		return true, nil
	}
	return s.pop(), nil
}
