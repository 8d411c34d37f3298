package scheduler

// This file defines Scheduler: a ring of coroutines and the clock that wakes
// those which sleep.

import (
	"container/heap"
	"context"
	"errors"
	"fmt"

	rt "github.com/lusterlua/luster/runtime"
)

// Scheduler runs tasks round-robin. It is used by one goroutine.
type Scheduler struct {
	vm    *rt.VM
	slice int64
	ready []*Task // a queue
	timer sleepers
	tick  int64 // rounds so far: the clock that sleep counts in
	next  int
	live  int

	// OnExit, if set, is told of each task that ends; err is nil when its function
	// returned. The results are valid during the call.
	OnExit func(t *Task, results []rt.Value, err error)
}

// Task is one script that runs.
type Task struct {
	ID    int
	Turns int // slices that it had
	th    rt.Root[rt.Thread]
	args  []any // of its first turn
	wake  int64
}

// New returns a scheduler that gives a task so much fuel a turn. It sets the
// globals sleep(n), which waits n rounds, and spawn(f, ...), which starts a task
// and returns its number.
func New(vm *rt.VM, slice int64) (*Scheduler, error) {
	s := &Scheduler{vm: vm, slice: slice}
	return s, errors.Join(vm.SetGlobal("sleep", s.sleep), vm.SetGlobal("spawn", s.spawn))
}

// sleep yields the number of rounds to Run.
func (s *Scheduler) sleep(c *rt.Call) error {
	n, err := c.CheckInt(1)
	if err != nil {
		return err
	}
	return c.Yield(rt.Int(max(n, 1)))
}

func (s *Scheduler) spawn(c *rt.Call) error {
	fn, err := c.CheckFunc(1)
	if err != nil {
		return err
	}
	// A task outlives the callback, so its arguments are held by roots.
	var args []any
	for i := 2; i <= c.NArgs(); i++ {
		root, err := rt.NewRoot(s.vm, c.Arg(i))
		if err != nil {
			return err
		}
		args = append(args, root)
	}
	th, err := c.NewThread(fn)
	if err != nil {
		return err
	}
	root, err := rt.NewRoot(s.vm, th)
	if err != nil {
		return err
	}
	return c.Return1(rt.Int(int64(s.add(root, args).ID)))
}

// Spawn starts a task for a host.
func (s *Scheduler) Spawn(fn rt.Object, args ...any) (*Task, error) {
	th, err := s.vm.NewThread(fn)
	if err != nil {
		return nil, err
	}
	return s.add(th, args), nil
}

func (s *Scheduler) add(th rt.Root[rt.Thread], args []any) *Task {
	s.next++
	s.live++
	t := &Task{ID: s.next, th: th, args: args}
	s.ready = append(s.ready, t)
	return t
}

// Live returns how many tasks have not ended.
func (s *Scheduler) Live() int { return s.live }

// Tick returns the rounds that Run has made.
func (s *Scheduler) Tick() int64 { return s.tick }

// Run gives every task that is ready a turn, round by round, until all have
// ended or the context is done.
func (s *Scheduler) Run(ctx context.Context) error {
	for s.live > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.Round(); err != nil {
			return err
		}
	}
	return nil
}

// Round gives every task that is ready one turn. Tasks that begin meanwhile have
// their first one in the next round. The error is one of the VM itself: that its
// fuel is spent, or that it was interrupted.
func (s *Scheduler) Round() error {
	s.tick++
	for len(s.timer) > 0 && s.timer[0].wake <= s.tick {
		s.ready = append(s.ready, heap.Pop(&s.timer).(*Task))
	}
	for n := len(s.ready); n > 0; n-- {
		t := s.ready[0]
		s.ready[0] = nil
		s.ready = s.ready[1:]
		if err := s.turn(t); err != nil {
			return err
		}
	}
	return nil
}

func (s *Scheduler) turn(t *Task) error {
	t.Turns++
	status, results, err := t.th.Must().Step(s.vm, s.slice, t.args...)
	switch {
	case errors.Is(err, rt.ErrFuel) || errors.Is(err, rt.ErrInterrupted) || errors.Is(err, rt.ErrClosed):
		s.ready = append(s.ready, t)
		return err
	case err != nil || status == rt.StatusDone:
		s.live--
		if s.OnExit != nil {
			s.OnExit(t, results, err)
		}
		return t.th.Release()
	}
	t.args = nil
	if status == rt.StatusSuspended { // it sleeps
		n, ok := rt.Result(results, 1).AsInt()
		if !ok {
			n = 1 // a plain coroutine.yield
		}
		t.wake = s.tick + n
		heap.Push(&s.timer, t)
		return nil
	}
	s.ready = append(s.ready, t)
	return nil
}

// String describes the task for messages.
func (t *Task) String() string { return fmt.Sprintf("task %d", t.ID) }

// sleepers is a heap of tasks, the one to wake first on top; those of one round
// in the order of their numbers.
type sleepers []*Task

func (h sleepers) Len() int { return len(h) }
func (h sleepers) Less(i, j int) bool {
	return h[i].wake < h[j].wake || h[i].wake == h[j].wake && h[i].ID < h[j].ID
}
func (h sleepers) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *sleepers) Push(x any) { *h = append(*h, x.(*Task)) }

// Pop implements heap.Interface.
func (h *sleepers) Pop() any {
	old := *h
	t := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	return t
}
