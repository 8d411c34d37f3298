package main

// This file defines the measurement of the collector's pauses.

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	goruntime "runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// measureLua defines the function measure, which the programs call: it runs a
// function many times, looks at the clock of the process before and after, and
// prints percentiles of the gaps, in microseconds. It is the one measurement that
// works for every implementation.
const measureLua = `
local clock = os.clock
function measure(n, body)
  local gaps, keys = {}, {}
  for i = 1, n do
    local t = clock()
    body(i)
    t = (clock() - t) * 1e6 // 1 | 0
    gaps[t] = (gaps[t] or 0) + 1
  end
  for k in next, gaps do keys[#keys + 1] = k end
  table.sort(keys)
  local seen, i = 0, 1
  local function at(share)
    while seen + gaps[keys[i]] < share * n do
      seen = seen + gaps[keys[i]]
      i = i + 1
    end
    return keys[i]
  end
  print(at(0.5), at(0.99), at(0.999), keys[#keys])
end
`

// A pauseRow is how long the pauses of one program were, in microseconds.
type pauseRow struct {
	program          string
	impl             string
	p50, p99, p999   float64
	worst            []float64 // of each round
	goCycles         uint32
	goPause, goWorst float64
}

// pauses measures the programs of bench/pauses that match and prints a table.
func pauses(w io.Writer, dir string, match *regexp.Regexp, rounds int) error {
	programs, err := filepath.Glob(filepath.Join(dir, "pauses", "*.lua"))
	if err != nil {
		return err
	}
	var rows []pauseRow
	for _, p := range programs {
		if !match.MatchString(p) {
			continue
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		name := strings.TrimSuffix(filepath.Base(p), ".lua")
		group, err := pausesOf(name, string(text), rounds)
		if err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
		rows = append(rows, group...)
		pauseTable(w, group)
	}
	if len(rows) == 0 {
		return fmt.Errorf("no program in %s matches", dir)
	}
	return nil
}

// pausesOf measures one program: luster's steps, the gaps that the program sees,
// and those under lua5.4 if it is installed.
func pausesOf(name, text string, rounds int) ([]pauseRow, error) {
	steps := pauseRow{program: name, impl: "luster, steps"}
	gaps := pauseRow{program: name, impl: "luster, gaps"}
	peers := []pauseRow{{program: name, impl: "lua5.4, gaps"}, {program: name, impl: "  generational"}}
	_, err := exec.LookPath("lua5.4")
	have := err == nil
	for range rounds {
		out, err := ownPauses(&steps, measureLua+text)
		if err != nil {
			return nil, err
		}
		if err := gaps.add(out); err != nil {
			return nil, err
		}
		for i := range peers {
			if !have {
				break
			}
			chunk := measureLua + text
			if i == 1 {
				chunk = "collectgarbage('generational')" + chunk
			}
			var stdout bytes.Buffer
			cmd := exec.Command("lua5.4", "-")
			cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(chunk), &stdout, os.Stderr
			if err := cmd.Run(); err != nil {
				return nil, fmt.Errorf("lua5.4: %w", err)
			}
			if err := peers[i].add(stdout.String()); err != nil {
				return nil, err
			}
		}
	}
	rows := []pauseRow{steps, gaps}
	if have {
		rows = append(rows, peers...)
	}
	return rows, nil
}

// add takes the numbers that measure printed. The percentiles are of the last
// round.
func (r *pauseRow) add(out string) error {
	var v [4]float64
	for i, f := range strings.Fields(out) {
		x, err := strconv.ParseFloat(f, 64)
		if err != nil || i >= len(v) {
			return fmt.Errorf("%s printed %q", r.impl, out)
		}
		v[i] = x
	}
	r.p50, r.p99, r.p999 = v[0], v[1], v[2]
	r.worst = append(r.worst, v[3])
	return nil
}

// ownPauses runs the program in this process and measures each step of the
// collector by the CPU time of its thread, which other processes do not disturb.
func ownPauses(r *pauseRow, text string) (string, error) {
	goruntime.LockOSThread()
	defer goruntime.UnlockOSThread()
	var out bytes.Buffer
	vm, err := rt.New(rt.Config{Stdout: &out, Stderr: os.Stderr})
	if err != nil {
		return "", err
	}
	defer vm.Close()
	if err := stdlib.Open(vm, stdlib.Union(stdlib.Safe, stdlib.OS(stdlib.Machine()))); err != nil {
		return "", err
	}
	var all []float64
	var begun time.Duration
	vm.Heap().Observe(func(begin bool) {
		now := threadTime()
		if begin {
			begun = now
			return
		}
		all = append(all, float64(now-begun)/1e3)
	})
	fn, err := vm.Load("=program", text)
	if err != nil {
		return "", err
	}
	all = make([]float64, 0, 1<<20)
	var before, after debug.GCStats
	debug.ReadGCStats(&before)
	if _, err := vm.Call(context.Background(), fn); err != nil {
		return "", err
	}
	debug.ReadGCStats(&after)
	slices.Sort(all)
	at := func(share float64) float64 { return all[int(share*float64(len(all)-1))] }
	r.p50, r.p99, r.p999 = at(0.5), at(0.99), at(0.999)
	r.worst = append(r.worst, at(1))
	r.goCycles = uint32(after.NumGC - before.NumGC)
	r.goPause = float64(after.PauseTotal-before.PauseTotal) / 1e3
	for i := range min(int(r.goCycles), len(after.Pause)) {
		r.goWorst = max(r.goWorst, float64(after.Pause[i])/1e3)
	}
	return out.String(), nil
}

// pauseTable prints the rows of one program.
func pauseTable(w io.Writer, rows []pauseRow) {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(tw, "%s, µs\tp50\tp99\tp99.9\tworst (median of runs)\tworst of all\t\n", rows[0].program)
	for _, r := range rows {
		fmt.Fprintf(tw, "%s\t%.0f\t%.0f\t%.0f\t%.0f\t%.0f\t\n",
			r.impl, r.p50, r.p99, r.p999, median(r.worst), slices.MaxFunc(r.worst, cmp.Compare))
	}
	tw.Flush()
	own := rows[0]
	fmt.Fprintf(w, "Go's collector: %d cycles, %.0f µs of pauses, the longest %.0f\n\n", own.goCycles, own.goPause, own.goWorst)
}
