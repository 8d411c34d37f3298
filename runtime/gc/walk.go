package gc

// This file defines the walk through plain Go memory, which objects of the heap may refer to and which
// may lead to further objects.

import "reflect"

// TraceVersion1 is the form of trace methods that this package works with. Generated trace methods name
// it, so that those made for another form do not compile: run go generate.
const TraceVersion1 = 1

// Walk traces x, a plain Go value that is not an object of the heap: each pointer once in a cycle, and
// once more in the atomic phase. What x leads to by further calls of Walk is traced when the outermost
// call ends, from a list, so that long chains do not need a deep Go stack. A nil pointer is ignored.
// Array parts met during the walk are traced whole.
func (t *Tracer) Walk(x Traceable) {
	if t.walks {
		if t.first(x) {
			t.walk = append(t.walk, x)
		}
		return
	}
	visits := t.visits
	if t.sink != nil {
		t.visits = nil // a check of one object's edges sees all of them
	}
	if t.first(x) {
		part, offset, seen, budget, cut := t.part, t.offset, t.seen, t.budget, t.cut
		t.walks = true
		t.walk = append(t.walk, x)
		for len(t.walk) > 0 {
			next := pop(&t.walk)
			t.begin(0, 0, unlimited)
			next.TraceGC(t)
		}
		t.walks = false
		t.part, t.offset, t.seen, t.budget, t.cut = part, offset, seen, budget-1, cut
	}
	if t.sink != nil {
		t.visits = visits
	}
}

// first reports whether x is to be traced: it is no pointer, or one that is met for the first time.
func (t *Tracer) first(x Traceable) bool {
	v := reflect.ValueOf(x)
	if v.Kind() != reflect.Pointer {
		return x != nil
	}
	if v.IsNil() {
		return false
	}
	if _, ok := t.visits[x]; ok {
		return false
	}
	if t.visits == nil {
		t.visits = make(map[any]struct{})
	}
	t.visits[x] = struct{}{} // holds x: its address can't be reused within the cycle
	return true
}
