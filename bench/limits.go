package main

// This file defines the measurement of the limits: whether fuel is fair, by how
// much a step overruns, whether memory is what was accounted, how long Close takes.

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	goruntime "runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

const (
	limitsSlice  = 10_000     // fuel of a step
	limitsFuel   = 20_000_000 // of a script
	limitsMemory = 64 << 20
	limitsTime   = 700 * time.Millisecond // of a script, in CPU time
)

// A limitRow is what one script showed.
type limitRow struct {
	script    string
	fuel      int64
	slices    []time.Duration // CPU time of each step
	total     time.Duration
	over      int64 // most accounted bytes beyond the limit
	count     int64 // most accounted bytes
	real      int64 // most bytes obtained from Go
	closeTime time.Duration
}

// nsPerFuel returns how long one unit of fuel took.
func (r *limitRow) nsPerFuel() float64 { return float64(r.total) / float64(max(r.fuel, 1)) }

// overruns returns by how much each step took longer than the median one, in
// microseconds and in ascending order.
func (r *limitRow) overruns() []float64 {
	s := slices.Sorted(slices.Values(r.slices))
	mid := s[len(s)/2]
	xs := make([]float64, len(s))
	for i, d := range s {
		xs[i] = float64(max(d-mid, 0)) / 1e3
	}
	return xs
}

// limits measures the scripts below dir/limits, dir/programs and dir/micro and the
// hostile ones beside it that match, and prints what it found.
func limits(w io.Writer, dir string, match *regexp.Regexp) error {
	var paths []string
	for _, pattern := range []string{"limits/*.lua", "micro/*.lua", "programs/*.lua", "../internal/attacks/testdata/*.lua"} {
		all, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return err
		}
		for _, p := range all {
			if match.MatchString(p) {
				paths = append(paths, p)
			}
		}
	}
	if len(paths) == 0 {
		return errors.New("no script matches")
	}
	goruntime.LockOSThread()
	defer goruntime.UnlockOSThread()
	var rows []*limitRow
	control := &limitRow{script: "(control: a loop of Go)"}
	for _, p := range paths {
		r, err := measureLimits(p)
		if err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
		if len(r.slices) > 0 && r.fuel >= limitsSlice {
			rows = append(rows, r)
		}
		control.spin(100)
	}
	return reportLimits(w, rows, control)
}

// measureLimits runs one script in steps.
func measureLimits(path string) (*limitRow, error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	goruntime.GC()
	vm, err := rt.New(rt.Config{Memory: limitsMemory, Fuel: limitsFuel, Seed: 1, Stdout: io.Discard, Stderr: io.Discard})
	if err != nil {
		return nil, err
	}
	r := &limitRow{script: strings.TrimSuffix(filepath.Base(path), ".lua")}
	defer func() {
		start := threadTime()
		_ = vm.Close()
		r.closeTime = threadTime() - start
	}()
	if err := stdlib.Open(vm, stdlib.Safe); err != nil {
		return nil, err
	}
	fn, err := vm.Load("="+r.script, rt.SkipShebang(string(src)))
	if err != nil {
		return r, nil // some of the hostile ones do not compile
	}
	th, err := vm.NewThread(fn)
	if err != nil {
		return nil, err
	}
	for r.total < limitsTime {
		before, _ := vm.Fuel()
		start := threadTime()
		status, _, err := th.Must().Step(vm, limitsSlice)
		d := threadTime() - start
		after, _ := vm.Fuel()
		h := vm.Heap()
		r.over = max(r.over, h.Count()-limitsMemory)
		r.count, r.real = max(r.count, h.Count()), max(r.real, h.Real())
		r.slices = append(r.slices, d)
		r.total += d
		r.fuel += before - after
		if err != nil || status == rt.StatusDone {
			break
		}
	}
	return r, nil
}

var spun int

// spin adds n steps of a loop that takes about as long as one of a script.
func (r *limitRow) spin(n int) {
	for range n {
		start := threadTime()
		for i := range 40_000 {
			spun += i ^ spun>>3
		}
		r.slices = append(r.slices, threadTime()-start)
	}
}

func reportLimits(w io.Writer, rows []*limitRow, control *limitRow) error {
	var ns, overs []float64
	var over int64
	var realRatio float64
	var closing time.Duration
	for _, r := range rows {
		ns = append(ns, r.nsPerFuel())
		overs = append(overs, r.overruns()...)
		over, closing = max(over, r.over), max(closing, r.closeTime)
		if r.count > 4<<20 {
			realRatio = max(realRatio, float64(r.real)/float64(r.count))
		}
	}
	mid := median(ns)
	slices.Sort(overs)
	idle := control.overruns()
	tw := tabwriter.NewWriter(w, 0, 4, 2, ' ', tabwriter.AlignRight)
	line := func(r *limitRow) {
		o := r.overruns()
		fmt.Fprintf(tw, "%s\t%d\t%.2f\t%.1f\t%.0f\t%.0f\t\n", r.script, len(o), r.nsPerFuel(), r.nsPerFuel()/mid, at(o, 0.999), o[len(o)-1])
	}
	fmt.Fprintf(w, "fuel, the scripts with the most time for a unit:\n\n")
	fmt.Fprintf(tw, "script\tsteps\tns/fuel\t/median\toverrun p99.9 us\tmax us\t\n")
	slices.SortFunc(rows, func(a, b *limitRow) int { return cmp.Compare(b.nsPerFuel(), a.nsPerFuel()) })
	for _, r := range rows[:min(len(rows), 25)] {
		line(r)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nsteps of %d fuel, the scripts with the longest one:\n\n", limitsSlice)
	slices.SortFunc(rows, func(a, b *limitRow) int { return cmp.Compare(last(b.overruns()), last(a.overruns())) })
	fmt.Fprintf(tw, "script\tsteps\tns/fuel\t/median\toverrun p99.9 us\tmax us\t\n")
	for _, r := range rows[:min(len(rows), 25)] {
		line(r)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, `
%d scripts, %d steps
ns for a unit of fuel:     median %.2f, least %.2f, most %.2f (%.1f times the median)
overrun of a step, us:     p50 %.0f, p99 %.0f, p99.9 %.0f, max %.0f
the same of the control:   p50 %.0f, p99 %.0f, p99.9 %.0f, max %.0f
accounted over the limit:  %d bytes
real for accounted bytes:  %.3f at most, the peaks of heaps above 4 MiB
Close:                     %v at most
`, len(rows), len(overs), mid, slices.Min(ns), slices.Max(ns), slices.Max(ns)/mid,
		at(overs, 0.5), at(overs, 0.99), at(overs, 0.999), last(overs),
		at(idle, 0.5), at(idle, 0.99), at(idle, 0.999), last(idle),
		max(over, 0), realRatio, closing.Round(time.Microsecond))
	return err
}

// at returns the given quantile of xs, which is sorted.
func at(xs []float64, q float64) float64 { return xs[min(int(q*float64(len(xs))), len(xs)-1)] }

func last(xs []float64) float64 { return xs[len(xs)-1] }
