package frame

// This file defines Loop, which gives scripts their share of each frame.

import (
	"errors"
	"time"

	rt "github.com/lusterlua/luster/runtime"
)

// slice is the fuel between two looks at the clock: some tens of microseconds.
const slice = 10_000

// Loop runs the update functions of scripts. It is used by one goroutine.
type Loop struct {
	VM     *rt.VM
	Budget time.Duration    // of all scripts in a frame; zero is 2 ms
	Now    func() time.Time // zero is time.Now

	scripts []*Script
	first   int // whose turn is first in the next frame
}

// Script is a script with an update function.
type Script struct {
	Name string
	// Err is why the script stopped. A script that failed is not called again.
	Err error
	// Late counts the frames at whose end its update was not done.
	Late int

	update rt.Root[rt.Func]
	th     rt.Root[rt.Thread] // of the update that is under way
	busy   bool               // th has not returned
	waits  bool               // th has yielded, and waits for the next frame
	dt     float64            // seconds since its last update began
}

// Add runs a script, which returns its update function: function(dt), with dt in
// seconds. The script's own text runs under the limits of the VM, not those of a
// frame.
func (l *Loop) Add(name, src string) (*Script, error) {
	fn, err := l.VM.Load("="+name, src)
	if err != nil {
		return nil, err
	}
	defer func() { _ = fn.Release() }()
	s := &Script{Name: name}
	th, err := l.VM.NewThread(fn)
	if err != nil {
		return nil, err
	}
	defer func() { _ = th.Release() }()
	for {
		status, results, err := th.Must().Step(l.VM, 1<<30)
		switch {
		case err != nil:
			return nil, err
		case status == rt.StatusDone:
			fn, ok := rt.Result(results, 1).AsFunc()
			if !ok {
				return nil, errors.New(name + " returns no update function")
			}
			if s.update, err = rt.NewRoot(l.VM, fn); err != nil {
				return nil, err
			}
			l.scripts = append(l.scripts, s)
			return s, nil
		}
	}
}

// Frame calls the update function of each script, dt seconds after the last
// frame, or resumes it if it has yielded, and returns when all are done or the budget is spent. Scripts that had
// no turn come first in the next frame.
func (l *Loop) Frame(dt float64) {
	now := l.Now
	if now == nil {
		now = time.Now
	}
	budget := l.Budget
	if budget == 0 {
		budget = 2 * time.Millisecond
	}
	end := now().Add(budget)
	for _, s := range l.scripts {
		s.dt += dt
	}
	for i := range l.scripts {
		s := l.scripts[(l.first+i)%len(l.scripts)]
		for s.Err == nil && !s.step(l.VM) {
			if now().Before(end) {
				continue
			}
			s.Late++
			l.first = (l.first + i) % len(l.scripts) // it goes on where it is
			return
		}
	}
	l.first = 0
}

// step runs the script's update for one slice and reports whether it is done.
func (s *Script) step(vm *rt.VM) (done bool) {
	var args []any
	if !s.busy {
		s.th, s.Err = vm.NewThread(s.update)
		if s.Err != nil {
			return true
		}
		s.busy, s.waits = true, true
	}
	if s.waits {
		args = []any{s.dt}
		s.dt, s.waits = 0, false
	}
	status, _, err := s.th.Must().Step(vm, slice, args...)
	s.Err = err
	if status == rt.StatusPaused && err == nil {
		return false
	}
	if status == rt.StatusSuspended && err == nil {
		s.waits = true
		return true
	}
	s.busy = false
	s.Err = errors.Join(err, s.th.Release())
	return true
}
