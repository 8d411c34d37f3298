package stdlib

// This file defines the library coroutine. What switches between coroutines is
// the executor's own work: see rt.VM.Intrinsic.

import (
	rt "github.com/lusterlua/luster/runtime"
)

func openCoroutine(vm *rt.VM) (rt.Table, error) {
	t, err := newLib(vm, []function{
		{"create", coCreate},
		{"isyieldable", coIsYieldable},
		{"running", coRunning},
		{"status", coStatus},
		{"wrap", coWrap},
	})
	if err != nil {
		return t, err
	}
	for _, name := range []string{"close", "resume", "yield"} {
		if err := t.RawSetString(vm, name, vm.Intrinsic(name)); err != nil {
			return t, err
		}
	}
	return t, nil
}

func coCreate(c *rt.Call) error {
	fn, err := c.CheckFunc(1)
	if err != nil {
		return err
	}
	th, err := c.NewThread(fn)
	if err != nil {
		return c.Retry(err)
	}
	return c.Return1(th.Value())
}

func coWrap(c *rt.Call) error {
	fn, err := c.CheckFunc(1)
	if err != nil {
		return err
	}
	th, err := c.NewThread(fn)
	if err != nil {
		return c.Retry(err)
	}
	return c.Return1(c.VM().WrapThread(th).Value())
}

func coRunning(c *rt.Call) error {
	th, main := c.Thread()
	return c.Return(th.Value(), rt.Bool(main))
}

func coIsYieldable(c *rt.Call) error {
	if c.NArgs() == 0 {
		return c.Return1(rt.Bool(c.Yieldable()))
	}
	th, err := c.CheckThread(1)
	if err != nil {
		return err
	}
	return c.Return1(rt.Bool(th.Yieldable(c.VM())))
}

func coStatus(c *rt.Call) error {
	th, err := c.CheckThread(1)
	if err != nil {
		return err
	}
	status, err := c.NewString(statusName(c, th))
	if err != nil {
		return err
	}
	return c.Return1(status)
}

// statusName returns the state of a coroutine as scripts see it.
func statusName(c *rt.Call, th rt.Thread) string {
	if current, _ := c.Thread(); current == th {
		return "running"
	}
	switch th.Status(c.VM()) {
	case rt.StatusSuspended, rt.StatusPaused:
		return "suspended"
	case rt.StatusRunning:
		return "normal"
	}
	return "dead"
}
