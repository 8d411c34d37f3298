package gc

// This file defines Anchor, a root that a host holds.

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// anchors is the table of a heap's anchors. It is traced incrementally: a slot filled while marking
// runs is marked by whoever fills it.
type anchors struct {
	addrs  []uintptr // 0 for a free slot
	spare  []int32
	at     int // slots before it have been traced in this cycle
	forgot *forgotten
}

// forgotten collects the slots of anchors that Go's collector found unreachable. It is filled by
// another goroutine and drained at a safe point.
type forgotten struct {
	pending atomic.Bool
	mu      sync.Mutex
	slots   []int32
}

func (a *anchors) init() { a.forgot = new(forgotten) }

func (a *anchors) close() { *a = anchors{} }

// drain frees the slots of forgotten anchors.
func (a *anchors) drain() {
	f := a.forgot
	if f == nil || !f.pending.Load() {
		return
	}
	f.mu.Lock()
	slots := f.slots
	f.slots = nil
	f.pending.Store(false)
	f.mu.Unlock()
	for _, s := range slots {
		a.free(s)
	}
}

func (a *anchors) free(slot int32) {
	a.addrs[slot] = 0
	a.spare = append(a.spare, slot)
}

// trace marks the objects of the next slots and returns the work done, 0 if all have been traced.
func (a *anchors) trace(t *Tracer, work int) int {
	n := min(work, len(a.addrs)-a.at)
	for _, addr := range a.addrs[a.at : a.at+n] {
		t.Mark(addr)
	}
	a.at += n
	return n
}

// An Anchor keeps one object alive from outside the heap, until Release or until Go's collector finds
// the anchor itself unreachable.
type Anchor struct {
	h       *Heap
	slot    int32
	cleanup runtime.Cleanup
}

// Anchor returns a new anchor of the object at addr, which must be live.
func (h *Heap) Anchor(addr uintptr) *Anchor {
	a := &Anchor{h: h, slot: -1}
	if h.closed {
		return a
	}
	t := &h.anchors
	t.drain()
	if len(t.spare) > 0 {
		a.slot = pop(&t.spare)
		t.addrs[a.slot] = addr
	} else {
		a.slot = int32(len(t.addrs))
		t.addrs = append(t.addrs, addr)
	}
	h.Forward(addr)
	a.cleanup = runtime.AddCleanup(a, t.forgot.forget, a.slot)
	return a
}

func (f *forgotten) forget(slot int32) {
	f.mu.Lock()
	f.slots = append(f.slots, slot)
	f.pending.Store(true)
	f.mu.Unlock()
}

// Addr returns the address of the object, or 0 after Release or Close of the heap.
func (a *Anchor) Addr() uintptr {
	if a.slot < 0 || a.h.closed {
		return 0
	}
	return a.h.anchors.addrs[a.slot]
}

// Release ends the anchor. A second call is an error, ErrReleased.
func (a *Anchor) Release() error {
	if a.slot < 0 {
		if a.h.closed {
			return ErrClosed
		}
		return ErrReleased
	}
	slot := a.slot
	a.slot = -1
	a.cleanup.Stop()
	if !a.h.closed {
		a.h.anchors.free(slot)
	}
	runtime.KeepAlive(a)
	return nil
}
