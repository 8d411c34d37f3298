package stdlib

// This file defines the function collectgarbage.

import (
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// collectOptions are the options of collectgarbage.
var collectOptions = []string{"collect", "stop", "restart", "count", "step", "setpause", "setstepmul",
	"isrunning", "generational", "incremental"}

// Indices of collectOptions.
const (
	optCollect = iota
	optStop
	optRestart
	optCount
	optStep
	optSetPause
	optSetStepMul
	optIsRunning
	optGenerational
	optIncremental
)

// collectArgs is how many integers an option takes.
var collectArgs = [...]int{optStep: 1, optSetPause: 1, optSetStepMul: 1, optGenerational: 2, optIncremental: 3}

// baseCollectGarbage is collectgarbage. Its upvalue is the name of the mode. There
// is one mode, but scripts may switch between the two names.
func baseCollectGarbage(c *rt.Call) error {
	o, err := c.CheckOption(1, "collect", collectOptions)
	if err != nil {
		return err
	}
	var arg [3]int64
	for i := range arg {
		if i < collectArgs[o] {
			if arg[i], err = c.OptInt(i+2, 0); err != nil {
				return err
			}
		}
	}
	vm := c.VM()
	if vm.InFinalizer() {
		return c.Return1(rt.Nil)
	}
	h := vm.Heap()
	switch o {
	case optCollect:
		return (&fullCollection{goal: h.FullGoal()}).Resume(c)
	case optStep:
		return (&stepCollection{left: arg[0], cycles: h.Cycles()}).Resume(c)
	case optCount:
		return c.Return1(rt.Float(float64(h.Count()) / 1024))
	case optStop:
		h.Stop()
	case optRestart:
		h.Restart()
	case optIsRunning:
		return c.Return1(rt.Bool(h.Running()))
	case optSetPause:
		return c.Return1(rt.Int(int64(h.SetPause(int(arg[0])))))
	case optSetStepMul:
		return c.Return1(rt.Int(int64(h.SetStepMul(int(arg[0])))))
	case optIncremental:
		// Zero leaves a parameter as it is.
		for i, set := range []func(int) int{h.SetPause, h.SetStepMul, h.SetStepSize} {
			if arg[i] != 0 {
				set(int(arg[i]))
			}
		}
		fallthrough
	case optGenerational:
		old := c.Upvalue(1)
		mode, err := c.NewString(collectOptions[o])
		if err != nil {
			return err
		}
		if err := c.SetUpvalue(1, mode); err != nil {
			return err
		}
		return c.Return1(old)
	}
	return c.Return1(rt.Int(0))
}

// fullCollection is a full collection in steps.
type fullCollection struct {
	stateless
	goal int64 // cycles of the collector
}

// Resume implements rt.Sequence.
func (f *fullCollection) Resume(c *rt.Call) error {
	h := c.VM().Heap()
	for h.Cycles() < f.goal && !h.Broken() {
		c.CollectStep(-1)
		if !c.Charge(0) {
			return c.Suspend(f)
		}
	}
	return finalizers{result: rt.Int(0)}.Resume(c)
}

// stepCollection does the work for so many KiB, unless that ends a cycle.
type stepCollection struct {
	stateless
	left   int64
	cycles int64
}

// stepPart is how many KiB are paid for in one go.
const stepPart = 8

// Resume implements rt.Sequence.
func (s *stepCollection) Resume(c *rt.Call) error {
	ended := func() bool { return c.VM().Heap().Cycles() != s.cycles }
	for first := true; first || s.left > 0 && !ended(); first = false {
		part := min(max(s.left, 0), stepPart)
		s.left -= part
		c.CollectStep(part << 10)
		if !c.Charge(0) && s.left > 0 && !ended() {
			return c.Suspend(s)
		}
	}
	return finalizers{result: rt.Bool(ended())}.Resume(c)
}

// finalizers calls the finalizers of the objects that a collection found dead,
// then ends the function with a result that is no object.
type finalizers struct {
	result rt.Value
}

// TraceGC marks the result.
func (f finalizers) TraceGC(t *gc.Tracer) { f.result.TraceGC(t) }

// Resume implements rt.Sequence.
func (f finalizers) Resume(c *rt.Call) error {
	if c.VM().Heap().Finalizable() == 0 {
		return c.Return1(f.result)
	}
	return c.FinalizeThen(f)
}
