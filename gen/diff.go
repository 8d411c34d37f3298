package gen

// This file defines the unified diff of an output: what writing it would change.

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// contextLines is the number of unchanged lines around a change.
const contextLines = 3

// Diff returns what writing the file would change, as a unified diff; it is
// empty for a file that is fresh.
func (f File) Diff() string {
	if f.Status == Fresh {
		return ""
	}
	oldName, newName := "a/"+f.Name, "b/"+f.Name
	if f.Old == nil {
		oldName = "/dev/null"
	}
	if f.Content == nil {
		newName = "/dev/null"
	}
	return Unified(oldName, newName, f.Old, f.Content)
}

// Unified returns the unified diff of two texts, empty if they are equal.
func Unified(oldName, newName string, a, b []byte) string {
	if bytes.Equal(a, b) {
		return ""
	}
	x, y := splitLines(a), splitLines(b)
	var out strings.Builder
	fmt.Fprintf(&out, "--- %s\n+++ %s\n", oldName, newName)
	for _, h := range hunks(edits(x, y)) {
		writeHunk(&out, h, x, y)
	}
	return out.String()
}

func splitLines(text []byte) []string {
	if len(text) == 0 {
		return nil
	}
	list := strings.SplitAfter(string(text), "\n")
	if last := len(list) - 1; list[last] == "" {
		return list[:last]
	}
	list[len(list)-1] += "\n\\ No newline at end of file\n"
	return list
}

// An edit is a pair of ranges in the two texts: x[a:b] becomes y[c:d].
type edit struct{ a, b, c, d int }

// edits returns the changes between two lists of lines in order, by Myers'
// algorithm, after what is equal at both ends is cut off.
func edits(x, y []string) []edit {
	start := 0
	for start < len(x) && start < len(y) && x[start] == y[start] {
		start++
	}
	end := 0
	for end < len(x)-start && end < len(y)-start && x[len(x)-1-end] == y[len(y)-1-end] {
		end++
	}
	x, y = x[start:len(x)-end], y[start:len(y)-end]
	keep := commonLines(x, y)
	var list []edit
	i, j := 0, 0
	for _, k := range append(keep, [2]int{len(x), len(y)}) {
		if k[0] > i || k[1] > j {
			list = append(list, edit{start + i, start + k[0], start + j, start + k[1]})
		}
		i, j = k[0]+1, k[1]+1
	}
	return list
}

// maxSteps bounds the search for the shortest diff: texts that differ more are
// shown as replaced.
const maxSteps = 4000

// commonLines returns the pairs of indices of a longest common subsequence.
func commonLines(x, y []string) [][2]int {
	limit := min(len(x)+len(y), maxSteps)
	v := map[int]int{1: 0}
	var trace []map[int]int
	for d := 0; d <= limit; d++ {
		for k := -d; k <= d; k += 2 {
			i := v[k-1] + 1
			if k == -d || k != d && v[k-1] < v[k+1] {
				i = v[k+1]
			}
			for j := i - k; i < len(x) && j < len(y) && x[i] == y[j]; j++ {
				i++
			}
			v[k] = i
			if i >= len(x) && i-k >= len(y) {
				return walkBack(append(trace, clone(v, d)), len(x), len(y))
			}
		}
		trace = append(trace, clone(v, d))
	}
	return nil
}

// clone keeps the diagonals that step d has reached.
func clone(v map[int]int, d int) map[int]int {
	c := make(map[int]int, 2*d+1)
	for k := -d; k <= d; k++ {
		c[k] = v[k]
	}
	return c
}

func walkBack(trace []map[int]int, i, j int) (pairs [][2]int) {
	for d := len(trace) - 1; d > 0; d-- {
		v, k := trace[d-1], i-j
		before := k - 1
		if k == -d || k != d && v[k-1] < v[k+1] {
			before = k + 1
		}
		pi := v[before]
		pj := pi - before
		for i > pi && j > pj {
			i, j = i-1, j-1
			pairs = append(pairs, [2]int{i, j})
		}
		i, j = pi, pj
	}
	for i > 0 && j > 0 {
		i, j = i-1, j-1
		pairs = append(pairs, [2]int{i, j})
	}
	slices.Reverse(pairs)
	return pairs
}

// hunks joins the edits that are near each other.
func hunks(list []edit) (out [][]edit) {
	for _, e := range list {
		if n := len(out); n > 0 {
			last := out[n-1]
			if e.a-last[len(last)-1].b <= 2*contextLines {
				out[n-1] = append(last, e)
				continue
			}
		}
		out = append(out, []edit{e})
	}
	return out
}

func writeHunk(out *strings.Builder, h []edit, x, y []string) {
	first, last := h[0], h[len(h)-1]
	a, c := max(first.a-contextLines, 0), max(first.c-contextLines, 0)
	b, d := min(last.b+contextLines, len(x)), min(last.d+contextLines, len(y))
	fmt.Fprintf(out, "@@ -%s +%s @@\n", span(a, b), span(c, d))
	i := a
	for _, e := range h {
		for ; i < e.a; i++ {
			out.WriteString(" " + x[i])
		}
		for ; i < e.b; i++ {
			out.WriteString("-" + x[i])
		}
		for j := e.c; j < e.d; j++ {
			out.WriteString("+" + y[j])
		}
	}
	for ; i < b; i++ {
		out.WriteString(" " + x[i])
	}
}

// span writes the range of lines as the format has it.
func span(a, b int) string {
	switch b - a {
	case 0:
		return fmt.Sprintf("%d,0", a)
	case 1:
		return fmt.Sprint(a + 1)
	}
	return fmt.Sprintf("%d,%d", a+1, b-a)
}
