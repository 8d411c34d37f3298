package gc

// This file defines the collector's cycle: its phases, how a step advances them and how steps are paced.

import "github.com/lusterlua/luster/internal/invariant"

// Phase is where in its cycle the collector is.
type Phase uint8

const (
	// PhasePause is the time between cycles.
	PhasePause Phase = iota
	// PhaseMark: objects are being marked, step by step.
	PhaseMark
	// PhaseAtomic: marking is being completed, in one go. Only the hooks of objects ever see it.
	PhaseAtomic
	// PhaseFinalize: everything reachable is marked; the many objects with finalizers are being looked
	// through for unmarked ones, and these being marked. A second atomic phase follows.
	PhaseFinalize
	// PhaseSweep: dead objects are being freed, slab by slab.
	PhaseSweep
	// PhaseTrim: unused memory is being given back.
	PhaseTrim
)

var phaseNames = [...]string{"pause", "mark", "atomic", "finalize", "sweep", "trim"}

func (p Phase) String() string { return phaseNames[p] }

const (
	defaultPause    = 200
	defaultStepMul  = 100
	defaultStepSize = 13
	// One unit of work, an element traced or a cell swept, pays for bytesPerWork allocated bytes at the
	// default StepMul: a cycle over a heap of 64 MiB ends before 20 more are allocated.
	bytesPerWork = 4
	// stepWork bounds the work of one Step, and with it its pause.
	stepWork = 2048
	// againPasses is how often the objects written to while marking are traced again incrementally
	// before the atomic phase has to; againMax is how many are left to it without ado. After the first
	// of these passes the list hardly grows: BarrierBack marks what is stored.
	againPasses = 3
	againMax    = 32
)

// Due reports whether the safe point should call Step.
func (h *Heap) Due() bool { return h.debt > 0 }

// Phase returns the phase of the cycle.
func (h *Heap) Phase() Phase { return h.phase }

// SetPause sets how long the collector waits between cycles, in percent of the live size, and returns
// the previous value. 0 means the default of 200.
func (h *Heap) SetPause(percent int) int {
	old := h.pause
	if percent == 0 {
		percent = defaultPause
	}
	h.pause = int64(min(max(percent, 0), 1000))
	return int(old)
}

// SetStepMul sets how much the collector works per allocation, in percent of the normal, and returns
// the previous value. 0 means the default of 100; below 40 it works as if it were 40, to keep up.
func (h *Heap) SetStepMul(percent int) int {
	old := h.stepMul
	if percent == 0 {
		percent = defaultStepMul
	}
	h.stepMul = int64(min(max(percent, 0), 1000))
	return int(old)
}

// SetStepSize sets the logarithm of the bytes allocated between two steps and returns the previous
// value. 0 means the default of 13.
func (h *Heap) SetStepSize(log2 int) int {
	old := h.stepLog
	if log2 == 0 {
		log2 = defaultStepSize
	}
	h.stepLog = int64(min(max(log2, 4), 40))
	return int(old)
}

func (h *Heap) stepBytes() int64 { return 1 << h.stepLog }

// minGrowth is what a heap may always allocate between two cycles: it keeps tiny heaps from cycling.
func (h *Heap) minGrowth() int64 { return 64 << 10 }

// setDebt sets the debt and leaves the count. Under a limit work is due before the limit is passed.
func (h *Heap) setDebt(d int64) {
	n := h.base + h.debt
	if h.limit > 0 && n-d > h.soft {
		d = n - h.soft
	}
	if d < 0 && (h.stress.StepEvery > 0 || h.stress.CollectEvery > 0) {
		d = 0
	}
	h.base, h.debt = n-d, d
}

// Stop stops the collector: Step does nothing until Restart. Collect still works.
func (h *Heap) Stop() { h.stopped = true }

// Restart lets the collector run again, as if no debt were left.
func (h *Heap) Restart() {
	h.stopped = h.closed
	h.setDebt(0)
}

// Running reports whether the collector has not been stopped.
func (h *Heap) Running() bool { return !h.stopped }

// Step does the work that is due, or as much of it as one pause allows: then it stays due.
func (h *Heap) Step() {
	if h.busy {
		return
	}
	if h.stopped || h.broken {
		h.setDebt(-h.stepBytes())
		return
	}
	if h.stress.StepEvery > 0 || h.stress.CollectEvery > 0 {
		h.ticks++
		if n := h.stress.CollectEvery; n > 0 && h.ticks%n == 0 {
			h.Collect()
			return
		}
		if n := h.stress.StepEvery; n == 0 || h.ticks%n != 0 {
			h.setDebt(0)
			return
		}
	}
	if h.rest > 0 {
		if h.wait(); h.debt <= 0 { // it is not the limit that makes it due
			return
		}
	}
	h.step(h.debt)
}

// StepN does the work for n bytes, as if they had been allocated, and reports whether a cycle ended.
// With n = 0 it does one basic step. It works on a stopped collector too.
func (h *Heap) StepN(n int64) (ended bool) {
	if h.busy || h.closed {
		return false
	}
	if h.broken {
		return true
	}
	cycles := h.stats.Cycles
	if n <= 0 {
		h.step(0)
		return h.stats.Cycles != cycles
	}
	for debt := h.debt + n; ; debt = h.debt {
		h.step(debt)
		if h.debt <= 0 || h.stats.Cycles != cycles {
			return h.stats.Cycles != cycles
		}
	}
}

// Cycles returns how many cycles have ended.
func (h *Heap) Cycles() int64 { return h.stats.Cycles }

// Work returns the units of work that all steps have done.
func (h *Heap) Work() int64 { return h.stats.Work }

// FullGoal returns what Cycles will be when everything that is garbage now has been freed.
func (h *Heap) FullGoal() int64 {
	switch {
	case h.broken || h.closed:
		return h.stats.Cycles
	case h.phase != PhasePause:
		return h.stats.Cycles + 2
	}
	return h.stats.Cycles + 1
}

// CycleStep does one step of bounded work, due or not, and returns the work done. A full collection in
// steps is a series of them until Cycles has reached FullGoal. It works on a stopped collector too.
func (h *Heap) CycleStep() int {
	if h.busy || h.closed || h.broken {
		return 0
	}
	h.busy = true
	defer h.contain()
	if h.observe != nil {
		h.observe(true)
	}
	h.anchors.drain()
	done := h.run(stepWork)
	h.stats.Steps++
	h.stats.Work += int64(done)
	if h.phase == PhasePause {
		h.setPauseDebt()
	}
	h.busy = false
	if h.observe != nil {
		h.observe(false)
	}
	if invariant.Enabled {
		h.audit()
	}
	return done
}

// step works off a debt, down to one step's worth below zero.
func (h *Heap) step(debt int64) {
	h.busy = true
	defer h.contain()
	if h.observe != nil {
		h.observe(true)
	}
	h.anchors.drain()
	mul := max(h.stepMul, 40)
	work := stepWork
	if w := (debt + h.stepBytes()) / bytesPerWork * mul / 100; w < stepWork {
		work = int(max(w, 1))
	}
	done := h.run(work)
	h.stats.Steps++
	h.stats.Work += int64(done)
	h.stats.MaxWork = max(h.stats.MaxWork, int64(done))
	if h.phase == PhasePause {
		h.setPauseDebt()
	} else {
		h.setDebt(debt - int64(done)*bytesPerWork*100/mul)
	}
	h.busy = false
	if h.observe != nil {
		h.observe(false)
	}
	if invariant.Enabled {
		h.audit()
	}
}

// contain is deferred by what runs methods of objects. One that panicked has left the marking, or the
// object that was being freed, half done. Nothing is freed from then on, so that nothing is freed
// wrongly; the limit still holds.
func (h *Heap) contain() {
	if h.busy {
		h.busy, h.broken, h.marking = false, true, false
		h.setDebt(-h.stepBytes())
	}
}

// Busy reports whether a step is going on. Whoever asks is then a method of an object: TraceGC or
// DropGC. They must not use the heap but through their argument.
func (h *Heap) Busy() bool { return h.busy }

// Broken reports whether a TraceGC or DropGC panicked. The panic has gone to the caller of the step. The
// heap frees nothing any more and should be closed.
func (h *Heap) Broken() bool { return h.broken }

// keptShift is the unit of Heap.kept.
const keptShift = 16

// setPauseDebt starts the pause: the next cycle begins when the heap has grown by its share of what is
// reachable. What is kept only for a finalizer dies in the next cycle: if it counted as live, a program
// that makes nothing but such objects would have a heap that grows from cycle to cycle.
func (h *Heap) setPauseDebt() {
	live := max(h.estimate, 0)
	live -= int64(float64(live) * float64(h.kept) / (1 << keptShift))
	growth := live / 100 * (h.pause - 100)
	if h.limit > 0 {
		growth = min(growth, (h.soft-live)/2) // time to end the cycle before the limit
	}
	growth = max(growth, h.minGrowth())
	h.rest = max(live+growth-h.Count(), 0)
	h.setDebt(0)
	h.wait()
}

// wait goes on with the pause. While finalizers wait to be called it is interrupted again and again: the
// safe points at which Step is due are those that call them.
func (h *Heap) wait() {
	n := h.rest
	if h.queue.ready > 0 {
		n = min(n, h.stepBytes())
	}
	h.rest -= n
	h.setDebt(h.debt - n)
}

// run advances the cycle by the given work, stopping at its end, and returns the work done.
func (h *Heap) run(work int) int {
	done := 0
	for done < work {
		switch h.phase {
		case PhasePause:
			done += h.start()
		case PhaseMark, PhaseFinalize:
			if n := h.markStep(work - done); n > 0 {
				done += n
				continue
			}
			if done > work/2 && !h.postponed {
				h.postponed = true
				return done // the atomic phase gets a step of its own
			}
			// Not twice: an engine may touch an object at each step whose trace takes long.
			h.postponed = false
			done += h.atomic()
		case PhaseSweep:
			done += h.sweepStep(work - done)
		case PhaseTrim:
			done += h.trimStep()
			if h.phase == PhasePause {
				return done
			}
		}
	}
	return done
}

// start begins a cycle.
func (h *Heap) start() int {
	t := &h.tracer
	h.phase, h.marking = PhaseMark, true
	h.passes, h.rest = 0, 0
	h.anchors.at = 0
	h.queue.left = h.queue.n
	h.waited = int64(h.queue.n)
	return 1 + h.traceRoots() + int(t.marked)
}

// markStep does some of the marking that can be done step by step; it returns the work done, 0 if
// none is left.
func (h *Heap) markStep(work int) int {
	t := &h.tracer
	if n := h.fin.scanStep(t, &h.queue); n > 0 {
		return n // before the queue is traced: marking one object may reach another that is dead too
	}
	n := h.anchors.trace(t, work)
	n += h.queue.trace(t, work)
	n += h.propagate(work)
	if n == 0 && t.pairs != nil {
		n = t.pairs.resolve(t, work)
	}
	if n == 0 && h.again.len() > againMax && h.passes < againPasses {
		h.passes++
		t.gray, h.again = h.again, t.gray
		clear(t.visits) // plain Go memory may have changed with the objects that lead to it
		n = 1
	}
	if n == 0 {
		n = h.pairStep(work)
	}
	return n
}

// markRest completes the marking from the roots and from objects that have been written to.
func (h *Heap) markRest() int {
	t := &h.tracer
	work := h.traceRoots()
	h.changes.trace(t)
	work += h.propagate(unlimited)
	t.gray, h.again = h.again, t.gray
	t.gray.each(func(addr uintptr) { *headerAt(addr - headerSize) &^= Black }) // TouchLarge
	return work + h.complete()
}

// atomic completes the marking, decides what is dead and starts the sweep, unless there are so many
// finalizers that PhaseFinalize comes between the two. It returns the work done.
func (h *Heap) atomic() int {
	t := &h.tracer
	second := h.phase == PhaseFinalize
	h.phase = PhaseAtomic
	clear(t.visits)
	work := 1 + h.markRest()
	// Everything reachable is marked. Weak values go before finalizers resurrect their objects, weak
	// keys after: a finalizer may look up its object in an ephemeron table.
	work += h.clearWeak(h.weak[WeakValues], true, false)
	work += h.clearWeak(h.weak[WeakAll], true, false)
	if second {
		h.fin.startRescan()
	} else {
		h.fin.startScan()
		h.reached = t.marked - h.waited
		if h.fin.n > h.finInline {
			h.phase = PhaseFinalize
			h.passes = 0
			return work
		}
	}
	for h.fin.scanStep(t, &h.queue) > 0 {
	}
	h.fin.endScan()
	values, all := len(h.weak[WeakValues]), len(h.weak[WeakAll])
	work += h.queue.trace(t, unlimited)
	work += h.complete()
	work += h.clearWeak(h.weak[Ephemeron], false, true)
	work += h.clearWeak(h.weak[WeakAll], false, true)
	work += h.clearWeak(h.weak[WeakValues][values:], true, false)
	work += h.clearWeak(h.weak[WeakAll][all:], true, false)
	if invariant.Enabled {
		h.checkmark()
	}
	h.flip()
	return work
}

// flip declares everything unmarked dead and starts the sweep.
func (h *Heap) flip() {
	t := &h.tracer
	for i := range h.weak {
		h.weak[i] = shrunk(h.weak[i])
	}
	h.large = shrunk(h.large)
	if len(h.largeState) > 256 {
		h.largeState = nil // clearing a map takes as long as it once was big
	} else {
		clear(h.largeState)
	}
	t.visits = nil
	t.pairs, t.special, h.ephemerons = nil, false, nil
	h.kept = 0
	if t.marked > 0 {
		h.kept = max(t.marked-h.reached, 0) << keptShift / t.marked
	}
	h.stats.Marked, t.marked = t.marked, 0
	h.queue.ready = h.queue.n
	h.estimate = h.Count()
	h.white ^= whites
	h.epoch++
	h.phase, h.marking = PhaseSweep, false
	h.sweepAt = 0
	for _, c := range h.pools {
		c.startSweep()
	}
}

// shrunk empties a slice for the next cycle, and drops it if it is unusually big.
func shrunk(s []uintptr) []uintptr {
	if cap(s) > 1<<12 {
		return nil
	}
	return s[:0]
}

// sweepStep sweeps slabs for the given work.
func (h *Heap) sweepStep(work int) int {
	done := 0
	for done < work {
		if h.sweepAt == len(h.pools) {
			h.phase, h.trimAt = PhaseTrim, 0
			break
		}
		c := h.pools[h.sweepAt]
		if c.sweepPos == len(c.slabs) {
			h.sweepAt++
			continue
		}
		done += 1 + c.sweepNext()
	}
	return done + 1
}

// trimStep gives unused memory of one pool or size class back to Go: what was not needed since the
// last cycle, but one slab.
func (h *Heap) trimStep() int {
	i := h.trimAt
	h.trimAt++
	switch {
	case i < len(h.pools):
		c := h.pools[i]
		n := c.trim(c.demand.next(c.bytes), trimMax)
		if n == trimMax {
			h.trimAt--
			c.demand.taken = c.demand.need // for the next look at the same pool
		}
		return 1 + n*trimWork
	case i-len(h.pools) < nClasses:
		c := &h.classes[i-len(h.pools)]
		n := h.trimMem(c, c.demand.next(int64(c.bytes)))
		return 1 + n*trimWork
	}
	// What grows by copying, as arrays do, frees half of what it takes: the next one needs it again.
	h.bigDemand.need /= 2
	h.trimBig(h.bigDemand.next(0))
	h.phase = PhasePause
	h.stats.Cycles++
	return 1
}

const (
	trimMax  = 32 // slabs given back at a time
	trimWork = 64 // work of giving back one
)

// Collect finishes the cycle under way and does a whole one: afterwards every object that was not
// reachable when it was called is freed, but for those that wait for their finalizer.
func (h *Heap) Collect() {
	if h.busy || h.closed || h.broken {
		return
	}
	h.busy = true
	defer h.contain()
	h.anchors.drain()
	for h.phase != PhasePause {
		h.run(unlimited)
	}
	for {
		h.run(unlimited)
		if h.phase == PhasePause {
			break
		}
	}
	h.trimBig(0)
	for i := range h.classes {
		h.trimMem(&h.classes[i], 1)
	}
	for _, c := range h.pools {
		c.trim(1, unlimited)
	}
	h.stats.Collections++
	h.setPauseDebt()
	h.busy = false
	if invariant.Enabled {
		h.audit()
	}
}
