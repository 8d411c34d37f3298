package luatest

// This file defines how a program runs in a virtual machine under settings that
// must make no difference to what it prints.

import (
	"bytes"
	"context"
	"fmt"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// libraries are those that the programs may use.
var libraries = stdlib.Safe

// Settings are what must make no difference.
type Settings struct {
	Slice  int64     // fuel of one step; 0 runs to the end at once
	Stress gc.Stress // how hard the collector works
}

// String names the settings, for a subtest.
func (s Settings) String() string {
	switch {
	case s.Slice > 0:
		return fmt.Sprintf("slice=%d", s.Slice)
	case s.Stress.CollectEvery > 0:
		return fmt.Sprintf("collect=%d", s.Stress.CollectEvery)
	case s.Stress.StepEvery > 0:
		return fmt.Sprintf("step=%d", s.Stress.StepEvery)
	}
	return "plain"
}

// Variants are settings other than the plain ones: slices that end in the middle
// of everything, and a collector that is never idle.
var Variants = []Settings{
	{Slice: 1},
	{Slice: 7},
	{Slice: 1000},
	{Stress: gc.Stress{StepEvery: 1}},
}

// A Program is a chunk to run.
type Program struct {
	Name   string // as messages show it
	Source string
}

// Run runs the programs one after the other in one new virtual machine with the
// whole library, and returns what they printed. It stops at the first error.
func Run(s Settings, programs ...Program) (output string, err error) {
	return RunWith(s, libraries, programs...)
}

// RunWith is Run with the libraries that the programs may use.
func RunWith(s Settings, libraries stdlib.Set, programs ...Program) (output string, err error) {
	var out bytes.Buffer
	vm, err := rt.New(rt.Config{Stdout: &out, Stderr: &out, Stress: s.Stress, Seed: 1})
	if err != nil {
		return "", err
	}
	defer func() {
		if e := vm.Close(); err == nil {
			err = e
		}
	}()
	if err := stdlib.Open(vm, libraries); err != nil {
		return "", err
	}
	for _, p := range programs {
		fn, err := vm.Load("@"+p.Name, p.Source)
		if err != nil {
			return out.String(), err
		}
		if err := call(vm, fn, s.Slice); err != nil {
			return out.String(), err
		}
	}
	return out.String(), nil
}

// call calls fn, in slices of fuel if slice is not 0.
func call(vm *rt.VM, fn rt.Root[rt.Func], slice int64) error {
	if slice == 0 {
		_, err := vm.Call(context.Background(), fn)
		return err
	}
	root, err := vm.NewThread(fn)
	if err != nil {
		return err
	}
	th := root.Must()
	for {
		status, _, err := th.Step(vm, slice)
		if err != nil {
			return err
		}
		switch status {
		case rt.StatusPaused:
		case rt.StatusDone:
			return root.Release()
		default:
			return fmt.Errorf("the program is %v and not done", status)
		}
	}
}
