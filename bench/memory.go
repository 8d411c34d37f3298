package main

// This file defines the measurement of memory: what a program costs on Go's side,
// Go's own collections and the memory that the VM takes through Go's allocator,
// and how big the process gets beside the reference's.

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"text/tabwriter"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// memory prints what the programs of dir that match cost.
func memory(w io.Writer, dir string, match *regexp.Regexp) error {
	programs, err := find(dir, match)
	if err != nil {
		return err
	}
	tmp, err := os.MkdirTemp("", "luster-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	bin, err := build(tmp)
	if err != nil {
		return err
	}
	impls := append([]impl{{"luster", []string{bin}}}, installed(peers[:1])...)
	sizes := make([][]int64, len(programs))
	for i, p := range programs { // before this process grows: see residentSize
		for _, im := range impls {
			sizes[i] = append(sizes[i], residentSize(im, p))
		}
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(tw, "program\tobjects\tcycles\tGo's collections\tGo's KiB\tbytes/object\t")
	for _, im := range impls {
		fmt.Fprintf(tw, "%s MiB\t", im.name)
	}
	fmt.Fprintln(tw)
	for i, p := range programs {
		c, err := runHere(p)
		if err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
		fmt.Fprintf(tw, "%s\t%d\t%d\t%d\t%d\t%.2f\t", c.program, c.objects, c.cycles, c.collections,
			c.bytes>>10, float64(c.bytes)/float64(max(c.objects, 1)))
		for _, n := range sizes[i] {
			fmt.Fprintf(tw, "%.1f\t", float64(n)/(1<<20))
		}
		fmt.Fprintln(tw)
	}
	return tw.Flush()
}

// residentSize returns the largest size in memory of a run of the program, 0 if it
// cannot be had. A process never seems smaller than the one that started it.
func residentSize(im impl, program string) int64 {
	cmd := exec.Command(im.cmd[0], append(im.cmd[1:len(im.cmd):len(im.cmd)], program)...)
	if cmd.Run() != nil {
		return 0
	}
	return maxResident(cmd.ProcessState)
}

// A goCost is what one run of a program in this process cost.
type goCost struct {
	program     string
	objects     int64 // made by the script
	cycles      int64 // of our collector
	collections uint32
	bytes       uint64 // through Go's allocator, from the first instruction to the last
}

// runHere runs a program on a VM of its own, without its output.
func runHere(path string) (goCost, error) {
	c := goCost{program: strings.TrimSuffix(filepath.Base(path), ".lua")}
	src, err := os.ReadFile(path)
	if err != nil {
		return c, err
	}
	vm, err := rt.New(rt.Config{})
	if err != nil {
		return c, err
	}
	defer vm.Close()
	if err := stdlib.Open(vm, stdlib.Safe); err != nil {
		return c, err
	}
	if _, err := vm.Run(context.Background(), "=quiet", "function print() end"); err != nil {
		return c, err
	}
	vm.Heap().Collect()
	freed := vm.Heap().Stats().Freed
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	if _, err := vm.Run(context.Background(), "@"+path, string(src)); err != nil {
		return c, err
	}
	runtime.ReadMemStats(&after)
	c.cycles = vm.Heap().Stats().Cycles
	vm.Heap().Collect() // what the program made is garbage now, but for its globals
	c.objects = vm.Heap().Stats().Freed - freed
	c.collections = after.NumGC - before.NumGC
	c.bytes = after.TotalAlloc - before.TotalAlloc
	return c, nil
}
