package main

// This file defines the statistics and the table of a measurement.

import (
	"fmt"
	"io"
	"math"
	"slices"
	"text/tabwriter"
	"time"
)

// median returns the middle of xs, which must not be empty.
func median(xs []float64) float64 {
	s := slices.Sorted(slices.Values(xs))
	mid := len(s) / 2
	if len(s)%2 == 0 {
		return (s[mid-1] + s[mid]) / 2
	}
	return s[mid]
}

// geomean returns the geometric mean of xs, which must not be empty.
func geomean(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += math.Log(x)
	}
	return math.Exp(sum / float64(len(xs)))
}

// A row is one program's measurement: times[i][r] is what implementation i took
// in round r. A slice is empty when the implementation failed.
type row struct {
	program string
	times   [][]time.Duration
}

// ratio returns the median over the rounds of a's time in units of b's, and
// whether there is one.
func (r row) ratio(a, b int) (float64, bool) {
	var xs []float64
	for i := range min(len(r.times[a]), len(r.times[b])) {
		// A clock tick is the floor: a program that takes none measures nothing.
		xs = append(xs, float64(max(r.times[a][i], time.Millisecond))/float64(max(r.times[b][i], time.Millisecond)))
	}
	if len(xs) == 0 {
		return 0, false
	}
	return median(xs), true
}

// seconds returns the median time of implementation i.
func (r row) seconds(i int) (float64, bool) {
	var xs []float64
	for _, d := range r.times[i] {
		xs = append(xs, d.Seconds())
	}
	if len(xs) == 0 {
		return 0, false
	}
	return median(xs), true
}

// table prints the rows: seconds for each implementation, and the ratio of the
// first, the one under test, to each other.
func table(w io.Writer, names []string, rows []row) {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(tw, "program\t")
	for _, n := range names {
		fmt.Fprintf(tw, "%s s\t", n)
	}
	for _, n := range names[1:] {
		fmt.Fprintf(tw, "/%s\t", n)
	}
	fmt.Fprintln(tw)
	all := make([][]float64, len(names))
	for _, r := range rows {
		fmt.Fprintf(tw, "%s\t", r.program)
		for i := range names {
			cell(tw, "%.3f", func() (float64, bool) { return r.seconds(i) })
		}
		for i := 1; i < len(names); i++ {
			x, ok := r.ratio(0, i)
			cell(tw, "%.2f", func() (float64, bool) { return x, ok })
			if ok {
				all[i] = append(all[i], x)
			}
		}
		fmt.Fprintln(tw)
	}
	summary(tw, names, all, "median", median)
	summary(tw, names, all, "geometric mean", geomean)
	summary(tw, names, all, "worst", slices.Max)
	tw.Flush()
}

func cell(w io.Writer, format string, f func() (float64, bool)) {
	if x, ok := f(); ok {
		fmt.Fprintf(w, format+"\t", x)
	} else {
		fmt.Fprint(w, "-\t")
	}
}

func summary(w io.Writer, names []string, all [][]float64, title string, f func([]float64) float64) {
	fmt.Fprintf(w, "%s\t", title)
	for range names {
		fmt.Fprint(w, "\t")
	}
	for _, xs := range all[1:] {
		cell(w, "%.2f", func() (float64, bool) {
			if len(xs) == 0 {
				return 0, false
			}
			return f(xs), true
		})
	}
	fmt.Fprintln(w)
}
