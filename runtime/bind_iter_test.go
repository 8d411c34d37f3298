package runtime_test

import (
	"context"
	"errors"
	"iter"
	goruntime "runtime"
	"testing"
	"time"

	rt "github.com/lusterlua/luster/runtime"
)

// iterVM returns a VM with the global functions all, over the integers from 1 on,
// and never, over a channel on which nothing comes; ended tells that a sequence
// has ended.
func iterVM(t *testing.T, cfg rt.Config) (vm *rt.VM, ended *int) {
	t.Helper()
	vm, err := rt.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = vm.Close() })
	ended = new(int)
	all := func(yield func(int) bool) {
		defer func() { *ended++ }()
		for i := 1; yield(i); i++ {
		}
	}
	for name, fn := range map[string]rt.Function{
		"all":   func(c *rt.Call) error { return rt.ReturnSeq(c, iter.Seq[int](all), rt.ToInt[int]) },
		"never": func(c *rt.Call) error { return rt.ReturnChan(c, make(chan int), rt.ToInt[int]) },
	} {
		f, err := vm.NewFunc(name, fn)
		if err == nil {
			err = vm.Globals().RawSetString(vm, name, f.Value())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return vm, ended
}

// TestChannelsDoNotBlock waits for a channel on which nothing comes: a deadline,
// an interrupt and spent fuel end the loop.
func TestChannelsDoNotBlock(t *testing.T) {
	const src = "for x in never() do end"
	vm, _ := iterVM(t, rt.Config{})
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := vm.Run(ctx, "=t", src); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("with a deadline: %v", err)
	}
	time.AfterFunc(20*time.Millisecond, vm.Interrupt)
	if _, err := vm.Run(context.Background(), "=t", src); !errors.Is(err, rt.ErrInterrupted) {
		t.Errorf("interrupted: %v", err)
	}
	vm, _ = iterVM(t, rt.Config{Fuel: 20_000})
	if _, err := vm.Run(context.Background(), "=t", src); !errors.Is(err, rt.ErrFuel) {
		t.Errorf("without fuel: %v", err)
	}
}

// TestCloseEndsSequences closes a VM in the middle of loops: no goroutine stays
// behind, deferred calls run.
func TestCloseEndsSequences(t *testing.T) {
	before := goruntime.NumGoroutine()
	vm, ended := iterVM(t, rt.Config{})
	if _, err := vm.Run(context.Background(), "=t", `
		keep = {}
		for i = 1, 10 do keep[i] = all() keep[i]() end`); err != nil {
		t.Fatal(err)
	}
	if *ended != 0 {
		t.Errorf("%d sequences ended early", *ended)
	}
	if err := vm.Close(); err != nil {
		t.Fatal(err)
	}
	if *ended != 10 {
		t.Errorf("%d sequences of 10 ended", *ended)
	}
	for i := 0; goruntime.NumGoroutine() > before; i++ {
		if i == 100 {
			t.Fatalf("%d goroutines, %d before", goruntime.NumGoroutine(), before)
		}
		time.Sleep(time.Millisecond)
	}
}
