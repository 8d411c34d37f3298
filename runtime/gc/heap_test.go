package gc

// This file tests what the collector keeps and what it frees.

import (
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/lusterlua/luster/internal/invariant"
)

func TestInterfaceLayout(t *testing.T) {
	a, b := &node{}, &node{}
	i := Traceable(a)
	retarget(&i, unsafe.Pointer(b))
	if got, ok := i.(*node); !ok || got != b {
		t.Fatalf("a retargeted interface holds %v", i)
	}
}

func TestUnreachableIsFreed(t *testing.T) {
	w := newWorld(t, Config{})
	o := w.table(Strong, 2)
	w.root.Set(o)
	o.set(w.Heap, 0, nil, w.table(Strong, 0))
	w.Collect()
	w.wantAlive(2)
	o.pairs()[0] = edges{}
	w.Collect()
	w.wantAlive(1)
	w.root.Set(nil)
	w.Collect()
	w.wantAlive(0)
	if n := w.Count(); n != 0 {
		t.Errorf("an empty heap counts %d bytes", n)
	}
}

func TestCyclesAreFreed(t *testing.T) {
	w := newWorld(t, Config{})
	first := w.table(Strong, 1)
	last := first
	for range 1000 {
		o := w.table(Strong, 1)
		o.set(w.Heap, 0, last, o)
		last = o
	}
	first.set(w.Heap, 0, last, nil)
	w.root.Set(first)
	w.Collect()
	w.wantAlive(1001)
	w.root.Set(nil)
	w.Collect()
	w.wantAlive(0)
}

func TestRootsComeAndGo(t *testing.T) {
	w := newWorld(t, Config{})
	var slots [3]Ptr[table]
	var ids [3]RootID
	for i := range slots {
		slots[i].Set(w.table(Strong, 0))
		ids[i] = w.AddRoot(&slots[i])
	}
	w.Collect()
	w.wantAlive(3)
	w.RemoveRoot(ids[1])
	w.RemoveRoot(ids[1])
	w.RemoveRoot(RootID(99))
	w.Collect()
	w.wantAlive(2)
	if id := w.AddRoot(&slots[0]); id != ids[1] {
		t.Errorf("root %d took no free place", id)
	}
}

func TestWriteIntoBlackObject(t *testing.T) {
	for name, write := range map[string]func(h *Heap, owner *table, child *table){
		"back":    func(h *Heap, o, c *table) { h.BarrierBack(unsafe.Pointer(o), c.addr()) },
		"unknown": func(h *Heap, o, c *table) { h.BarrierBack(unsafe.Pointer(o), 0) },
		"forward": func(h *Heap, o, c *table) { h.BarrierForward(unsafe.Pointer(o), c.addr()) },
		"blind":   func(h *Heap, o, c *table) { h.Forward(c.addr()) },
		"touch":   func(h *Heap, o, c *table) { Touch(h, o) },
	} {
		t.Run(name, func(t *testing.T) {
			for _, n := range []int{1, 10_000} {
				w := newWorld(t, Config{})
				o := w.table(Strong, n)
				w.root.Set(o)
				w.until(PhaseMark)
				for *HeaderOf(unsafe.Pointer(o))&Black == 0 {
					w.run(1)
				}
				child := w.table(Strong, 0)
				o.pairs()[0].value = child.addr()
				write(w.Heap, o, child)
				w.verify()
				w.until(PhasePause)
				w.wantAlive(2)
			}
		})
	}
}

func TestMissingBarrierIsReportedWithItsPath(t *testing.T) {
	if !invariant.Enabled {
		t.Skip("needs -tags invariants")
	}
	w := newWorld(t, Config{})
	o := w.table(Strong, 1)
	w.root.Set(o)
	w.until(PhaseMark)
	for *HeaderOf(unsafe.Pointer(o))&Black == 0 {
		w.run(1)
	}
	o.pairs()[0].value = w.table(Strong, 0).addr()
	defer func() {
		want := "BUG: gc: a barrier is missing on the path: root -> " + w.describe(o.addr()) + " -> " +
			w.describe(o.pairs()[0].value)
		if got := recover(); got != want {
			t.Errorf("got %v\nwant %s", got, want)
		}
	}()
	w.run(1000)
}

func TestVerifyFindsMissingBarrier(t *testing.T) {
	w := newWorld(t, Config{})
	o := w.table(Strong, 1)
	w.root.Set(o)
	w.until(PhaseMark)
	for *HeaderOf(unsafe.Pointer(o))&Black == 0 {
		w.run(1)
	}
	o.pairs()[0].value = w.table(Strong, 0).addr()
	if w.Verify() == nil {
		t.Error("Verify accepts a black object that refers to a white one")
	}
	o.pairs()[0] = edges{}
}

func TestLargeObjectIsTracedInPieces(t *testing.T) {
	w := newWorld(t, Config{})
	const n = 200_000
	o := w.table(Strong, n)
	w.root.Set(o)
	for i := range n {
		o.set(w.Heap, i, nil, w.table(Strong, 0))
	}
	w.Collect()
	most, steps := 0, 0
	w.run(1)
	for w.Phase() == PhaseMark {
		most = max(most, w.run(1))
		steps++
	}
	if most > 2*chunkWork || steps < n/chunkWork {
		t.Errorf("%d steps did up to %d units of work each", steps, most)
	}
	w.until(PhasePause)
	w.wantAlive(n + 1)
}

func TestLargeObjectChangesWhileItIsTraced(t *testing.T) {
	w := newWorld(t, Config{})
	const n = 20_000
	o := w.table(Strong, n)
	w.root.Set(o)
	w.until(PhaseMark)
	for i := 0; w.Phase() == PhaseMark; i++ {
		// New children before and behind the place that the tracer has come to, moved children, and
		// another size, which starts the trace over.
		o.set(w.Heap, i%n, w.table(Strong, 0), nil)
		o.set(w.Heap, (n/2+i)%n, nil, w.table(Strong, 0))
		p := o.pairs()
		p[0], p[len(p)-1] = p[len(p)-1], p[0]
		w.Regray(unsafe.Pointer(o))
		if i == 30 {
			o.resize(w.Heap, n+1000)
		}
		w.run(1)
	}
	w.until(PhasePause)
	w.verify()
}

func TestCycleEndsThoughLargeObjectKeepsChanging(t *testing.T) {
	w := newWorld(t, Config{})
	o := w.table(Strong, 20_000)
	w.root.Set(o)
	w.until(PhaseMark)
	for i := 0; w.Phase() == PhaseMark; i++ {
		Touch(w.Heap, o)
		w.run(1)
		if i > 20_000 {
			t.Fatal("marking does not end")
		}
	}
}

func TestObjectsWrittenToAreTracedAgainStepByStep(t *testing.T) {
	w := newWorld(t, Config{})
	const n = 20_000
	o := w.table(Strong, n)
	w.root.Set(o)
	for i := range n {
		o.set(w.Heap, i, nil, w.table(Strong, 1))
	}
	for w.tracer.gray.len() > 0 || len(w.large) > 0 || w.Phase() == PhasePause {
		w.run(1)
	}
	for i := range n {
		o.value(i).set(w.Heap, 0, w.table(Strong, 0), nil)
	}
	if w.again.len() != n {
		t.Fatalf("%d objects are to be traced again", w.again.len())
	}
	most := 0
	for w.Phase() == PhaseMark {
		most = max(most, w.run(1))
	}
	if most > 2*chunkWork {
		t.Errorf("a step did %d units of work", most)
	}
	w.until(PhasePause)
	w.wantAlive(2*n + 1)
}

func TestStepsAreBounded(t *testing.T) {
	w := newWorld(t, Config{})
	const fan, each = 300, 700 // the middle ones are large, the leaves small
	top := w.table(Strong, fan)
	w.root.Set(top)
	for i := range fan {
		c := w.table(Strong, each/(1+i%3))
		top.set(w.Heap, i, nil, c)
		for j := range c.pairs() {
			c.set(w.Heap, j, nil, w.table(Strong, 1))
		}
	}
	w.Collect()
	rng := rand.New(rand.NewPCG(5, 6))
	most := int64(0)
	for w.Stats().Cycles < 4 {
		c := top.value(rng.IntN(fan))
		o := w.table(Strong, 1)
		c.set(w.Heap, rng.IntN(len(c.pairs())), o, c.value(0))
		if c.value(0) != nil {
			c.value(0).set(w.Heap, 0, o, nil)
		}
		if w.Due() {
			before := w.Stats().Work
			w.Step()
			most = max(most, w.Stats().Work-before)
		}
	}
	if most > 3*stepWork {
		t.Errorf("a step did %d units of work", most)
	}
}

func TestObjectsMadeDuringSweepSurviveIt(t *testing.T) {
	w := newWorld(t, Config{})
	o := w.table(Strong, 5000)
	w.root.Set(o)
	for range 5000 {
		w.table(Strong, 0)
	}
	w.until(PhaseSweep)
	for i := range 5000 {
		o.set(w.Heap, i, nil, w.table(Strong, 0))
	}
	w.verify()
	w.until(PhasePause)
	w.wantAlive(5001)
}

func TestStepsKeepTheHeapSmall(t *testing.T) {
	w := newWorld(t, Config{})
	o := w.table(Strong, 10_000)
	w.root.Set(o)
	for i := range 10_000 {
		o.set(w.Heap, i, nil, w.table(Strong, 2))
	}
	w.Collect()
	live, most := w.Count(), int64(0)
	for range 500_000 {
		w.table(Strong, 2)
		if w.Due() {
			w.Step()
		}
		most = max(most, w.Count())
	}
	if most > live*5/2 {
		t.Errorf("%d live bytes grew to %d", live, most)
	}
	if s := w.Stats(); s.Cycles < 5 || s.Cycles > 200 {
		t.Errorf("%d cycles", s.Cycles)
	}
	w.verify()
}

func TestStopAndRestart(t *testing.T) {
	w := newWorld(t, Config{})
	w.Stop()
	for range 100_000 {
		w.table(Strong, 0)
		if w.Due() {
			w.Step()
		}
	}
	if w.Running() || w.Stats().Cycles != 0 {
		t.Error("a stopped collector works")
	}
	w.wantAlive(100_000)
	w.Restart()
	for range 10_000 {
		w.table(Strong, 0)
		if w.Due() {
			w.Step()
		}
	}
	if !w.Running() || w.alive() > 20_000 {
		t.Errorf("%d objects are alive", w.alive())
	}
}

func TestStepNEndsCycles(t *testing.T) {
	w := newWorld(t, Config{})
	w.Stop()
	w.root.Set(w.table(Strong, 10_000))
	steps := 0
	for !w.StepN(0) {
		if steps++; steps > 1000 {
			t.Fatal("basic steps do not end the cycle")
		}
	}
	if steps < 2 {
		t.Error("one basic step did it all")
	}
	if !w.StepN(1 << 40) {
		t.Error("a huge step did not end the cycle")
	}
}

func TestParameters(t *testing.T) {
	h := NewHeap(Config{Pause: 150})
	defer h.Close()
	for _, p := range []struct{ got, want int }{
		{h.SetPause(300), 150}, {h.SetPause(0), 300}, {h.SetPause(0), 200},
		{h.SetStepMul(400), 100}, {h.SetStepMul(0), 400},
		{h.SetStepSize(10), 13}, {h.SetStepSize(0), 10},
	} {
		if p.got != p.want {
			t.Errorf("got %d, want %d", p.got, p.want)
		}
	}
}

func TestStressCollectsAtEveryAllocation(t *testing.T) {
	for _, s := range []Stress{{StepEvery: 1}, {CollectEvery: 1}, {StepEvery: 3, CollectEvery: 50}} {
		w := newWorld(t, Config{Stress: s})
		o := w.table(Strong, 300)
		w.root.Set(o)
		for i := range 300 {
			c := w.table(Strong, 0)
			if !w.Due() {
				t.Fatalf("%+v: nothing is due after an allocation", s)
			}
			o.set(w.Heap, i, c, nil)
			w.Step()
			if w.Due() {
				t.Fatalf("%+v: work is due after a step", s)
			}
		}
		w.SetStress(Stress{})
		w.Collect()
		w.wantAlive(301)
	}
}

func TestDeadObjectCanBeRevived(t *testing.T) {
	h := NewHeap(Config{})
	defer h.Close()
	p := NewLeafPool[[2]uint64](h, "leaf", 0)
	a, b, fixed := p.New(), p.New(), p.New()
	h.Fix(unsafe.Pointer(fixed))
	for h.Phase() != PhaseSweep {
		h.run(1)
	}
	stamp := HeaderOf(unsafe.Pointer(a)).Stamp()
	if h.Check(addrOf(unsafe.Pointer(a)), stamp) {
		t.Error("a dead object is alive")
	}
	h.Revive(unsafe.Pointer(a))
	h.Revive(unsafe.Pointer(a))
	if !h.Check(addrOf(unsafe.Pointer(a)), stamp) {
		t.Error("a revived object is dead")
	}
	for h.Phase() != PhasePause {
		h.run(1)
	}
	if *HeaderOf(unsafe.Pointer(a))&Free != 0 || *HeaderOf(unsafe.Pointer(b))&Free == 0 {
		t.Error("the wrong object was freed")
	}
	h.Collect()
	h.Collect()
	if *HeaderOf(unsafe.Pointer(fixed))&Free != 0 {
		t.Error("a fixed object was freed")
	}
	if err := h.Verify(); err != nil {
		t.Error(err)
	}
}

func TestSteadyStateAllocatesNothingFromGo(t *testing.T) {
	if invariant.Enabled {
		t.Skip("the checks allocate")
	}
	w := newWorld(t, Config{})
	o := w.table(Strong, 1000)
	w.root.Set(o)
	work := func() {
		for i := range 20_000 {
			c := w.table(Strong, 2)
			o.set(w.Heap, i%1000, c, nil)
			if w.Due() {
				w.Step()
			}
		}
	}
	for range 20 {
		work()
	}
	if n := testing.AllocsPerRun(10, work); n > 5 {
		t.Errorf("20,000 objects took %v allocations of Go", n)
	}
}

func TestChildren(t *testing.T) {
	w := newWorld(t, Config{})
	o, a, b := w.table(Strong, 3000), w.table(Strong, 0), w.table(Strong, 0)
	o.set(w.Heap, 0, a, b)
	o.set(w.Heap, 2999, b, nil)
	got := Children(w.Heap, o.addr())
	if len(got) != 3 || got[0] != a.addr() || got[1] != b.addr() || got[2] != b.addr() {
		t.Errorf("got %#x", got)
	}
	w.root.Set(o)
	if got := ChildrenOf(w.Heap, w); len(got) != 1 || got[0] != o.addr() {
		t.Errorf("got %#x", got)
	}
	if w.tracer.marked != 0 || *HeaderOf(unsafe.Pointer(a))&w.white == 0 {
		t.Error("asking for children marked them")
	}
}
