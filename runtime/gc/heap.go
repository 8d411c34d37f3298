package gc

// This file defines Heap, its creation and end, and its accounting.

import (
	"errors"
	"sync"
)

// Errors of the package.
var (
	ErrStale    = errors.New("gc: reference to an object that has been collected or is of another heap")
	ErrReleased = errors.New("gc: root released twice")
	ErrClosed   = errors.New("gc: heap is closed")
	ErrHeaps    = errors.New("gc: too many heaps")
)

// Config configures a heap. The zero value is valid and means Lua's defaults, no limit and no stress.
type Config struct {
	Limit    int64 // accounted bytes; 0 for none
	Pause    int   // percent of the live size at which the next cycle starts; 0 means 200
	StepMul  int   // work per allocation, percent of the normal; 0 means 100
	StepSize int   // log2 of the bytes allocated between two steps; 0 means 13
	Places   bool  // Place returns what is the same in two runs
	Stress   Stress
}

// Stress makes the collector run in unusual rhythms, for tests.
type Stress struct {
	StepEvery    int   // a step at every nth allocation that a safe point follows; 0 off
	CollectEvery int   // a full collection at every nth; 0 off
	FailNth      int64 // the nth request to AllocMem or Reserve fails, once; 0 off
}

// A Heap owns objects, and everything that it takes to collect them. It belongs to one goroutine at a
// time; only the cleanups of forgotten roots come from elsewhere.
type Heap struct {
	debt  int64  // bytes allocated beyond what has been paid for; work is due above 0
	white Header // the current white
	epoch uint32 // number of the sweep
	base  int64  // accounted bytes are base + debt

	changes changes
	phase   Phase
	marking bool // phase is PhaseMark or PhaseAtomic: barriers mark
	// postponed: the atomic phase was due in the last step, which had done enough.
	postponed bool
	checked   bool // allocations have to ask admit
	stopped   bool
	busy      bool // inside a step
	broken    bool // see contain
	closed    bool
	id        uint16
	places    bool   // Place looks up
	slabs     uint32 // ever made

	limit    int64
	soft     int64 // what the heap keeps to: less than limit, see slackOf
	real     int64 // bytes obtained from Go for slabs and chunks, and host bytes
	host     int64 // of Account
	rest     int64 // of the pause: see wait
	estimate int64 // live bytes as known
	waited   int64 // objects that waited for their finalizer when the cycle began
	reached  int64 // objects marked before those that only finalizers keep
	kept     int64 // share of the others, in units of 1>>keptShift
	pause    int64
	stepMul  int64
	stepLog  int64
	stress   Stress
	ticks    int
	requests int64

	tracer     Tracer
	again      addrStack // black objects written to since, to be traced in the atomic phase
	passes     int       // how often again was traced incrementally in this cycle
	large      []uintptr // large objects whose trace is under way
	largeState map[uintptr]largeState
	weak       [4][]uintptr // weak objects by Weakness
	ephemerons []uintptr    // of these, those that pairStep has yet to look at

	types     []*core // by type id - typeBase
	typeBase  uint16
	pools     []*core
	sweepAt   int
	trimAt    int
	pages     pageTable
	classes   [nClasses]memClass
	bigSpare  []*chunk
	bigDemand demand

	roots     []Traceable
	freeRoots []RootID
	anchors   anchors
	fin       finList
	finInline int  // see the constant
	ending    bool // AllFinalizable was called
	queue     finQueue
	byType    map[any]any // pools of New
	stats     Stats
	observe   func(begin bool)
	owner     any
	audits    int64 // of -tags invariants
	marks     int64
}

// ids hands out heap ids. A heap that takes over an id continues its type ids, so that stamps do not
// repeat.
var ids struct {
	sync.Mutex
	next     uint32
	free     []uint16 // in the order of their release
	nextType map[uint16]uint16
}

func takeID() (id, typeBase uint16, ok bool) {
	ids.Lock()
	defer ids.Unlock()
	if ids.next < 1<<16-1 && len(ids.free) < 1024 {
		ids.next++
		return uint16(ids.next), 0, true
	}
	if len(ids.free) == 0 {
		return 0, 0, false
	}
	id = ids.free[0]
	ids.free = ids.free[1:]
	return id, ids.nextType[id], true
}

func returnID(id, nextType uint16) {
	ids.Lock()
	defer ids.Unlock()
	if ids.nextType == nil {
		ids.nextType = make(map[uint16]uint16)
	}
	if nextType >= 1<<15 {
		nextType = 0 // after 65,535 ids with 32,768 types each
	}
	ids.nextType[id] = nextType
	ids.free = append(ids.free, id)
}

// NewHeap returns an empty heap. It panics if 65,535 heaps are open; OpenHeap returns an error instead.
func NewHeap(cfg Config) *Heap {
	h, err := OpenHeap(cfg)
	if err != nil {
		panic(err)
	}
	return h
}

// OpenHeap returns an empty heap.
func OpenHeap(cfg Config) (*Heap, error) {
	id, typeBase, ok := takeID()
	if !ok {
		return nil, ErrHeaps
	}
	h := &Heap{id: id, typeBase: typeBase, white: White0, epoch: 1, finInline: finInline}
	h.tracer.h = h
	h.tracer.mask = whites
	h.limit = max(cfg.Limit, 0)
	h.soft = h.limit - slackOf(h.limit)
	h.stress = cfg.Stress
	h.places = cfg.Places
	h.setChecked()
	h.SetPause(cfg.Pause)
	h.SetStepMul(cfg.StepMul)
	h.SetStepSize(cfg.StepSize)
	for i := range h.classes {
		h.classes[i].size = memClassSize(i)
	}
	h.anchors.init()
	h.setDebt(-h.minGrowth())
	return h, nil
}

// Close drops all objects at once, without calling DropGC or finalizers, and makes every reference into
// the heap stale; nothing more can be allocated on it. Closing twice does nothing.
func (h *Heap) Close() {
	if h.closed {
		return
	}
	id, next := h.id, int(h.typeBase)+len(h.types)
	h.anchors.close()
	for _, c := range h.pools {
		c.cur, c.end, c.slab, c.slabs, c.avail, c.empties = 0, 0, nil, nil, nil, nil
	}
	*h = Heap{id: id, typeBase: h.typeBase, white: White0, closed: true, stopped: true, checked: true, stats: h.stats}
	h.tracer.h = h
	h.base, h.debt = 0, 0
	returnID(id, uint16(min(next, 1<<16-1)))
}

// Closed reports whether the heap has been closed.
func (h *Heap) Closed() bool { return h.closed }

// ID returns the heap's id: unique among the heaps that are open, never 0.
func (h *Heap) ID() uint16 { return h.id }

func (h *Heap) newType(c *core) bool {
	if int(h.typeBase)+len(h.types) >= 1<<16 {
		return false
	}
	c.typeID = h.typeBase + uint16(len(h.types))
	h.types = append(h.types, c)
	return true
}

// Count returns the accounted bytes: cells of objects (also of dead ones that have not been swept),
// blocks of AllocMem and what Account declared.
func (h *Heap) Count() int64 { return h.base + h.debt }

// Real returns the bytes obtained from Go and not given back, with those that Account declared.
func (h *Heap) Real() int64 {
	return h.real + h.tracer.gray.bytes() + h.again.bytes() + h.tracer.pairs.bytes()
}

// Limit returns the limit on accounted bytes, 0 for none.
func (h *Heap) Limit() int64 { return h.limit }

// SetLimit sets the limit on accounted bytes, 0 for none. What exists already is not affected.
func (h *Heap) SetLimit(n int64) {
	h.limit = max(n, 0)
	h.soft = h.limit - slackOf(h.limit)
	h.setChecked()
	h.setDebt(h.debt)
}

// slackOf returns how much of a limit is kept free for objects, which are allocated without a check
// between two safe points: it keeps the accounted bytes within the limit.
func slackOf(limit int64) int64 { return min(limit/64, 16<<10) }

func (h *Heap) setChecked() { h.checked = h.limit > 0 || h.stress.FailNth > 0 || h.closed }

// realLimit is the limit on real bytes: room for slabs that are not full.
func (h *Heap) realLimit() int64 { return h.limit + h.limit/20 + 2*slabMax }

// OverLimit reports whether the heap holds more than its limit but for a little slack. Objects are allocated without a check,
// so this is what a safe point asks before it goes on.
func (h *Heap) OverLimit() bool {
	return h.limit != 0 && (h.base+h.debt > h.soft || h.real > h.realLimit())
}

// Account declares that objects of the heap hold delta more bytes elsewhere.
func (h *Heap) Account(delta int64) {
	h.debt += delta
	h.host += delta
	h.real += delta
}

// Reserve reports whether n more bytes fit under the limit. It reserves nothing.
func (h *Heap) Reserve(n int64) bool {
	return !h.checked || h.admit(n)
}

// admit is the check before an allocation of n bytes.
func (h *Heap) admit(n int64) bool {
	if h.closed {
		return false
	}
	if h.stress.FailNth > 0 {
		if h.requests++; h.requests == h.stress.FailNth {
			return false
		}
	}
	return h.limit == 0 || n <= h.soft-(h.base+h.debt)
}

// fitsReal reports whether n more bytes from Go fit; if not it first gives back what is unused.
func (h *Heap) fitsReal(n int64) bool {
	if h.limit == 0 || n <= h.realLimit()-h.real {
		return true
	}
	h.trimAll()
	return n <= h.realLimit()-h.real
}

// trimAll gives all memory without objects back to Go.
func (h *Heap) trimAll() {
	h.trimBig(0)
	for i := range h.classes {
		h.trimMem(&h.classes[i], 0)
	}
	if h.phase != PhaseSweep { // the sweep iterates over the slabs
		for _, c := range h.pools {
			c.trim(0, unlimited)
		}
	}
}

// SetStress changes the stress settings.
func (h *Heap) SetStress(s Stress) {
	h.stress = s
	h.ticks, h.requests = 0, 0
	h.setChecked()
	h.setDebt(h.debt)
}

// Requests returns how many requests have been counted for FailNth since SetStress.
func (h *Heap) Requests() int64 { return h.requests }

// A RootID names a root.
type RootID int

// AddRoot adds a root: what it marks stays alive. It is traced when a cycle starts and again in the
// atomic phase, so its edges need no barrier.
func (h *Heap) AddRoot(r Traceable) RootID {
	if n := len(h.freeRoots); n > 0 {
		id := pop(&h.freeRoots)
		h.roots[id] = r
		return id
	}
	h.roots = append(h.roots, r)
	return RootID(len(h.roots) - 1)
}

// RemoveRoot removes a root; an id that names none is ignored.
func (h *Heap) RemoveRoot(id RootID) {
	if id >= 0 && int(id) < len(h.roots) && h.roots[id] != nil {
		h.roots[id] = nil
		h.freeRoots = append(h.freeRoots, id)
	}
}

// Epoch changes whenever objects may have become invalid: what [Heap.Check] accepts
// it goes on to accept while the epoch stays the same.
func (h *Heap) Epoch() uint32 { return h.epoch }

// Check reports whether addr is the address of a live object of this heap with the given stamp. It is
// the border guard: addr may be anything, and memory that is not the heap's is never read.
func (h *Heap) Check(addr uintptr, stamp uint64) bool {
	r := h.pages.find(addr)
	if r == nil || r.slab == nil {
		return false
	}
	cell := r.slab.cellOf(addr)
	if cell == 0 {
		return false
	}
	hd := *headerAt(cell)
	return hd.Stamp() == stamp && h.alive(hd)
}

// alive reports whether the header is one of an object that is not dead.
func (h *Heap) alive(hd Header) bool {
	if hd&(Free|Fixed) != 0 {
		return hd&Free == 0
	}
	return hd&(h.white^whites) == 0
}
