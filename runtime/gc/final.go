package gc

// This file defines finalizers: which objects have one, and the queue of those whose time has come.

import "unsafe"

// finEntry is an object with a finalizer.
type finEntry struct {
	addr uintptr
	tag  uint64
}

const (
	// finBytes is what a finalizer is accounted with.
	finBytes   = int64(unsafe.Sizeof(finEntry{}))
	finSegSize = 256
	// finInline is up to how many finalizers the atomic phase looks at itself. With more of them it is
	// split in two, and the list is scanned in between, step by step.
	finInline = 512
)

// A finSeg is a piece of a list of entries, so that a list never has to be copied to grow.
type finSeg struct {
	n int
	e [finSegSize]finEntry
}

// finList holds the objects with finalizers, oldest first.
type finList struct {
	segs  []*finSeg
	n     int
	scan  int // segments of [low, scan) are still to be scanned in this cycle
	low   int
	fresh int // while a scan is under way, segments from here on are newer than it
}

func (l *finList) add(e finEntry) {
	if k := len(l.segs); k == l.fresh || l.segs[k-1].n == finSegSize {
		l.segs = append(l.segs, new(finSeg))
	}
	s := l.segs[len(l.segs)-1]
	s.e[s.n] = e
	s.n++
	l.n++
}

// startScan makes all entries subject to a scan.
func (l *finList) startScan() { l.low, l.scan, l.fresh = 0, len(l.segs), len(l.segs) }

// startRescan makes the entries added since startScan subject to another scan. An object that was
// given a finalizer during the first may be dead already.
func (l *finList) startRescan() { l.low, l.scan = l.fresh, len(l.segs) }

// endScan lets new entries join the others.
func (l *finList) endScan() { l.low, l.scan, l.fresh = 0, 0, 0 }

// scanStep moves the unmarked objects of the newest segment left to the queue, newest first, and
// returns the work done, 0 at the end.
func (l *finList) scanStep(t *Tracer, q *finQueue) int {
	if l.scan == l.low {
		return 0
	}
	l.scan--
	i := l.scan
	s := l.segs[i]
	work := 1 + s.n
	kept := finSegSize
	for j := s.n - 1; j >= 0; j-- {
		if e := s.e[j]; t.IsDead(e.addr) {
			q.add(e)
			l.n--
		} else {
			kept--
			s.e[kept] = e
		}
	}
	s.n = copy(s.e[:], s.e[kept:])
	// Join with the next newer one, so that segments do not get ever emptier.
	if i+1 < len(l.segs) && i+1 != l.fresh && s.n+l.segs[i+1].n <= finSegSize {
		s.n += copy(s.e[s.n:], l.segs[i+1].e[:l.segs[i+1].n])
		l.segs = append(l.segs[:i+1], l.segs[i+2:]...)
		if i+1 < l.fresh {
			l.fresh--
		}
	}
	return work
}

// finQueue holds the objects that wait for their finalizer, in the order of the calls.
type finQueue struct {
	segs  []*finSeg
	head  int // entries taken from segs[0]
	n     int // entries in the queue
	ready int // of them, those that may be taken
	left  int // entries, from the back, that have not been marked in this cycle
}

func (q *finQueue) add(e finEntry) {
	if k := len(q.segs); k == 0 || q.segs[k-1].n == finSegSize {
		q.segs = append(q.segs, new(finSeg))
	}
	s := q.segs[len(q.segs)-1]
	s.e[s.n] = e
	s.n++
	q.n++
	q.left++
}

func (q *finQueue) at(i int) finEntry {
	i += q.head
	return q.segs[i/finSegSize].e[i%finSegSize]
}

func (q *finQueue) take() finEntry {
	e := q.at(0)
	q.head++
	q.n--
	q.ready--
	q.left = min(q.left, q.n)
	if q.head == finSegSize || q.n == 0 {
		q.segs[0] = nil
		q.segs = q.segs[1:]
		q.head = 0
	}
	return e
}

// trace marks entries that have not been marked in this cycle and returns the work done.
func (q *finQueue) trace(t *Tracer, work int) int {
	n := min(work, q.left)
	for range n {
		t.Mark(q.at(q.n - q.left).addr)
		q.left--
	}
	return n
}

// SetFinalizer makes the collector hand out the object through NextFinalizable when it is no longer
// reachable. The tag comes with it. An object has at most one finalizer at a time: SetFinalizer
// reports whether it was set. After AllFinalizable none is set any more.
func (h *Heap) SetFinalizer(p unsafe.Pointer, tag uint64) bool {
	hp := HeaderOf(p)
	if *hp&HasFinalizer != 0 || h.closed || h.ending {
		return false
	}
	*hp |= HasFinalizer
	h.fin.add(finEntry{addrOf(p), tag})
	h.Account(finBytes)
	return true
}

// NextFinalizable returns the next object whose finalizer is to be called. The heap no longer keeps
// the object, which may be given a finalizer again.
func (h *Heap) NextFinalizable() (addr uintptr, tag uint64, ok bool) {
	if h.queue.ready == 0 {
		return 0, 0, false
	}
	e := h.queue.take()
	h.Account(-finBytes)
	*headerAt(e.addr - headerSize) &^= HasFinalizer
	h.Forward(e.addr)
	return e.addr, e.tag, true
}

// Finalizable returns how many objects NextFinalizable has to give.
func (h *Heap) Finalizable() int { return h.queue.ready }

// AllFinalizable makes all objects with finalizers available to NextFinalizable, reachable or not, in
// the usual order: last set, first called. It is for the orderly end of a heap.
func (h *Heap) AllFinalizable() {
	for i := len(h.fin.segs) - 1; i >= 0; i-- {
		s := h.fin.segs[i]
		for j := s.n - 1; j >= 0; j-- {
			h.queue.add(s.e[j])
			h.Forward(s.e[j].addr)
		}
	}
	h.fin = finList{}
	h.queue.ready = h.queue.n
	h.ending = true
}
