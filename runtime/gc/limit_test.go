package gc

// This file tests limits and accounting.

import (
	"testing"
)

func TestLimitIsEnforcedBeforeAllocation(t *testing.T) {
	const limit = 1<<20 + 100
	w := newWorld(t, Config{Limit: limit})
	n := 0
	for ; w.AllocMem(1000) != nil; n++ {
		if w.Count() > limit {
			t.Fatalf("%d bytes are counted", w.Count())
		}
	}
	if int64(n)*int64(MemSize(1000)) < limit-2000-slackOf(limit) {
		t.Errorf("only %d blocks fit", n)
	}
	if w.AllocMem(100_000) != nil || w.Reserve(100_000) || !w.Reserve(16) {
		t.Error("the limit is not the same for all")
	}
	if w.OverLimit() {
		t.Error("over the limit")
	}
	w.SetLimit(0)
	if w.AllocMem(1<<20) == nil || !w.Reserve(1<<40) {
		t.Error("a limit that is gone is enforced")
	}
	w.verify()
}

func TestObjectsPassTheLimitByLessThanASlab(t *testing.T) {
	const limit = 1 << 20
	w := newWorld(t, Config{Limit: limit})
	o := w.table(Strong, 2000)
	w.root.Set(o)
	for !w.OverLimit() {
		w.table(Strong, 0)
	}
	if !w.Due() {
		t.Error("nothing is due over the limit")
	}
	if w.Count() > limit+slabMax || w.Real() > limit+limit/20+3*slabMax {
		t.Errorf("%d bytes are counted, %d taken from Go", w.Count(), w.Real())
	}
	w.Collect()
	if w.OverLimit() {
		t.Error("garbage counts after a collection")
	}
}

func TestGarbageUnderALimitIsCollectedInTime(t *testing.T) {
	const limit = 4 << 20
	w := newWorld(t, Config{Limit: limit})
	o := w.table(Strong, 50_000)
	w.root.Set(o)
	for i := range 50_000 {
		o.set(w.Heap, i, w.table(Strong, 0), nil)
	}
	w.Collect()
	over := 0
	for range 1_000_000 {
		w.table(Strong, 0)
		if w.Due() {
			w.Step()
		}
		if w.OverLimit() {
			over++
			w.Collect()
			if w.OverLimit() {
				t.Fatal("little live data is over the limit")
			}
		}
	}
	t.Logf("%d of %d bytes live; over the limit %d times", w.Count(), limit, over)
}

func TestFailNth(t *testing.T) {
	w := newWorld(t, Config{Stress: Stress{FailNth: 3}})
	for i := range 10 {
		if ok := w.AllocMem(8) != nil; ok != (i != 2) {
			t.Errorf("allocation %d: %v", i+1, ok)
		}
	}
	w.SetStress(Stress{FailNth: 1})
	if w.Reserve(1) || !w.Reserve(1) {
		t.Error("the first request should fail")
	}
}

func TestAccount(t *testing.T) {
	w := newWorld(t, Config{Limit: 1 << 20})
	w.Account(1 << 20)
	if w.Count() != 1<<20 || w.AllocMem(1) != nil {
		t.Error("host bytes do not count")
	}
	w.Account(1)
	if !w.OverLimit() {
		t.Error("host bytes are not limited")
	}
	w.verify()
	w.Account(-(1<<20 + 1))
	if w.Count() != 0 {
		t.Errorf("%d bytes are counted", w.Count())
	}
	w.verify()
}

func TestRealBytesAreNearTheCount(t *testing.T) {
	w := newWorld(t, Config{})
	o := w.table(Strong, 100_000)
	w.root.Set(o)
	for i := range 100_000 {
		o.set(w.Heap, i, w.table(Strong, 1+i%8), nil)
	}
	w.Collect()
	if ratio := float64(w.Real()) / float64(w.Count()); ratio > 1.05 {
		t.Errorf("%d bytes of Go for %d counted: %.3f", w.Real(), w.Count(), ratio)
	}
}
