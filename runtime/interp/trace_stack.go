package interp

// This file defines how the collector sees the stacks of threads.

import (
	"sort"
	"unsafe"

	"github.com/lusterlua/luster/runtime/gc"
)

// stackMem is a thread's value stack. Slots in [addr, top) are live whenever a
// collection step runs; no other slot that is below end is left with a value then.
//
// A deep stack is traced over many steps, though no barrier tells of stores to
// it. A frame that has not been returned to is as it was, so what is below the
// highest frame that has been there ever since needs no second look. The trace
// leaves the flag fsSeen in every frame above what it has seen; a frame that
// is pushed later does not have it. Hence the frames with the flag are the lower
// ones, and a binary search finds the highest. What changes variables of other
// frames - open upvalues, the debug library - has barriers.
//
//luster:trace manual
type stackMem struct {
	addr  uintptr
	end   uintptr // first slot that must not be used, with stackExtra more behind it
	top   uintptr
	slots uint32 // that there are: end may be lower
	dirty uint32 // slots from end to here may have values: see reveal

	cycle   uint32 // the heap's epoch for which the following holds
	seen    uint32 // slots below have been traced
	flagged uint32 // frames up to this one were given fsSeen
	lost    uint16 // how often much was traced in vain
	upsSeen bool   // all open upvalues have been marked
	up      uint64 // the next one to be marked
}

// The stack is the first field of a thread.
const _ = -unsafe.Offsetof(Thread{}.stack)

func (s *stackMem) thread() *Thread {
	// SAFETY: every stackMem is the first field of a Thread.
	return (*Thread)(unsafe.Pointer(s))
}

// stackSmall is up to how many slots are traced at once. Tests change it.
var stackSmall = uint32(512)

const (
	// stackClear is up to how many slots are cleared at once, if twice as many have
	// to be. A frame has fewer registers.
	stackClear = 512
	// maxLost is how often in a cycle a deep stack may be rebuilt faster than it is
	// traced. After that it is traced in one go, so that the cycle ends.
	maxLost = 64
)

// TraceGC marks the open upvalues and the live slots, part of them if there are
// many, and sees to it that the others are clear.
//
// Upvalues come first: a slot that has been traced can be written to through its
// upvalue, whose barrier works if that is marked. An upvalue that is made later
// is marked at once.
func (s *stackMem) TraceGC(t *gc.Tracer) {
	if s.addr == 0 {
		return
	}
	n := uint32((s.top - s.addr) / valueSize)
	switch {
	case t.Listing():
		s.markUpvalues(t)
		s.mark(t, 0, n)
		return
	case n <= stackSmall:
		s.seen, s.flagged = 0, 0
		t.Spend(int(n))
		s.markUpvalues(t)
		s.mark(t, 0, n)
	default:
		s.traceDeep(t, n)
	}
	s.clear(t)
}

func (s *stackMem) mark(t *gc.Tracer, lo, hi uint32) {
	for a, end := s.addr+uintptr(lo)*valueSize, s.addr+uintptr(hi)*valueSize; a < end; a += valueSize {
		markValue(t, valueAt(a))
	}
}

func (s *stackMem) markUpvalues(t *gc.Tracer) {
	for u := s.thread().open; u != 0; u = upvalAt(u).own.u {
		t.Mark(uintptr(u))
	}
}

// traceDeep goes on with the trace of a stack of n live slots.
func (s *stackMem) traceDeep(t *gc.Tracer, n uint32) {
	th := s.thread()
	if epoch := t.Heap().Epoch(); s.cycle != epoch {
		s.cycle = epoch
		s.seen, s.flagged, s.lost, s.upsSeen, s.up = 0, 0, 0, false, th.open
	}
	room := uint32(min(t.Room(), int(n)))
	if s.lost > maxLost {
		room = n
	}
	work := uint32(0)
	for ; !s.upsSeen && (work < room || s.lost > maxLost); work++ {
		if s.up == 0 {
			s.upsSeen = true
			break
		}
		u := upvalAt(s.up)
		if !u.isOpen() { // it has been closed, and all that were before it
			s.up = th.open
			continue
		}
		t.Mark(uintptr(s.up))
		s.up = u.own.u
	}
	if s.upsSeen && s.seen < n {
		lo := s.seen
		s.seen = min(n, lo+room-min(work, room-1))
		work += s.seen - lo
		s.flag()
		s.mark(t, lo, s.seen)
	}
	t.Spend(int(work))
	if !s.upsSeen || s.seen < n {
		t.Revisit()
	}
}

// flag marks the frames that begin below s.seen, and the next one.
func (s *stackMem) flag() {
	th := s.thread()
	for s.flagged < th.depth() && (s.flagged == 0 || s.base(s.flagged) <= s.seen) {
		s.flagged++
		frameAt(th.frames + uintptr(s.flagged)*frameSize).status |= fsSeen
	}
}

// base returns the number of the slot where the registers of a frame begin.
func (s *stackMem) base(frame uint32) uint32 {
	f := frameAt(s.thread().frames + uintptr(frame)*frameSize)
	return uint32((f.base - s.addr) / valueSize)
}

// depth returns the number of frames but the first.
func (th *Thread) depth() uint32 {
	if th.fp == 0 {
		return 0
	}
	return uint32((th.fp - th.frames) / frameSize)
}

// forget takes back what has been seen of slots that the thread may have changed
// since.
func (s *stackMem) forget() {
	th := s.thread()
	n := int(min(s.flagged, th.depth()))
	n = sort.Search(n, func(i int) bool {
		return frameAt(th.frames+uintptr(i+1)*frameSize).status&fsSeen == 0
	})
	s.flagged = uint32(n)
	seen := uint32(0)
	if n > 0 {
		seen = s.base(s.flagged) - 1 // the function is below the registers
	}
	if s.seen > seen {
		if s.seen-seen > 2*stackSmall && s.lost <= maxLost {
			s.lost++
		}
		s.seen = seen
	}
}

// touch lets the collector trace a thread again whose stack or fields changed, or
// will: it is called before and after a thread runs.
//
// A thread that nothing leads to any more is not traced, but its open upvalues may
// have been, and what it has stored in the variables since then had no barrier.
// Such a thread is kept for this cycle.
func (vm *VM) touch(th *Thread) { vm.touchThread(th, len(th.seqs) > 0) }

// touchThread is touch. With seqs the sequences are looked at again, unless the
// thread is current: these always are.
func (vm *VM) touchThread(th *Thread, seqs bool) {
	h := vm.heap
	if h.Marking() {
		if th.open != 0 {
			h.Forward(uintptr(th.ptr()))
		}
		s := &th.stack
		if s.seen != 0 && s.cycle == h.Epoch() {
			s.forget()
		}
		if s.top-s.addr > uintptr(stackSmall)*valueSize {
			h.TouchLarge(th.ptr(), seqs)
			return
		}
	}
	h.BarrierBack(th.ptr(), 0)
}

// clear makes the slots above top that may be used nil: a frame that comes to lie
// there does not write all of its registers before the next trace. If there are
// many, end is lowered instead.
func (s *stackMem) clear(t *gc.Tracer) {
	end := s.end + stackExtra*valueSize
	if end > s.top+2*stackClear*valueSize {
		s.dirty = max(s.dirty, uint32((end-s.addr)/valueSize))
		s.end = s.top + stackClear*valueSize
		end = s.end + stackExtra*valueSize
		if vm, ok := t.Heap().Owner().(*VM); ok && vm.th == s.thread() {
			vm.stackEnd = s.end
		}
	}
	if n := end - s.top; n < 1<<62 { // top may be in the extra slots
		clear(valuesAt(s.top, int(n/valueSize)))
	}
}

// reveal raises end, which the collector has lowered, so that n slots can be
// used. It clears them first.
func (s *stackMem) reveal(n int) {
	old := uint32((s.end - s.addr) / valueSize)
	size := min(max(uint32(n), old+old/2, old+16*stackClear), s.slots)
	lo, hi := old+stackExtra, min(size+stackExtra, s.dirty)
	if lo < hi {
		clear(valuesAt(s.addr+uintptr(lo)*valueSize, int(hi-lo)))
	}
	if s.dirty <= size+stackExtra {
		s.dirty = 0
	}
	s.end = s.addr + uintptr(size)*valueSize
}

// size returns the bytes of the block.
func (s *stackMem) size() uintptr {
	if s.addr == 0 {
		return 0
	}
	return uintptr(s.slots+stackExtra) * valueSize
}
