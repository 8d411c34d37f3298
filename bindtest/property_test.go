package bindtest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lusterlua/luster/gen"
)

// A typeMaker writes random types of one package.
type typeMaker struct {
	*rand.Rand
	b      strings.Builder
	n      int
	traced []bool // whether type i is annotated
}

// kinds of random types beside the structs T0, T1, ...
const otherTypes = `
// box is generic.
//
//luster:trace
type box[T any] struct {
	one  T
	more []T
	same map[string]*T
}

// words is a list.
type words []rt.Value

// index is a map.
//
//luster:trace
type index map[rt.Value][]*T0

// shape is sealed.
type shape interface{ sealed() }

type circle struct{ v rt.Value }

func (*circle) sealed() {}

// ring refers to itself and has no trace method of its own.
type ring struct {
	v    rt.Func
	next *ring
	kids []ring
}
`

// makeTypes returns a package with n random structs.
func makeTypes(seed uint64, name string, n int) string {
	m := &typeMaker{Rand: rand.New(rand.NewPCG(seed, 7)), n: n}
	for range n {
		m.traced = append(m.traced, m.IntN(3) > 0)
	}
	m.traced[0] = true
	fmt.Fprintf(&m.b, `package %s

import (
	"sync"
	"sync/atomic"
	"time"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

var (
	_ sync.Mutex
	_ atomic.Int32
	_ time.Time
)
%s`, name, otherTypes)
	for i := range n {
		m.structure(i)
	}
	m.b.WriteString("\n// Traced lists the types that trace themselves.\nfunc Traced() []gc.Traceable {\n\treturn []gc.Traceable{new(index), new(box[rt.Value]), new(box[*T0]), new(box[index])")
	for i, t := range m.traced {
		if t {
			fmt.Fprintf(&m.b, ", new(T%d)", i)
		}
	}
	m.b.WriteString("}\n}\n")
	return m.b.String()
}

func (m *typeMaker) structure(i int) {
	if m.traced[i] {
		fmt.Fprintf(&m.b, "\n//luster:trace")
	}
	fmt.Fprintf(&m.b, "\ntype T%d struct {\n", i)
	embedded := map[int]bool{}
	for k := range 1 + m.IntN(5) {
		if m.traced[i] && i > 0 && m.IntN(6) == 0 {
			j := m.IntN(i)
			if !embedded[j] {
				embedded[j] = true
				fmt.Fprintf(&m.b, "\t%sT%d\n", []string{"", "*"}[m.IntN(2)], j)
			}
			continue
		}
		if m.traced[i] && m.IntN(12) == 0 {
			fmt.Fprintf(&m.b, "\t//luster:dyn \"a test\"\n\tf%d any\n", k)
			continue
		}
		fmt.Fprintf(&m.b, "\tf%d %s\n", k, m.typ(i, 3, false))
	}
	m.b.WriteString("}\n")
}

// typ returns a type for a field of struct i. behind tells that it is behind a
// pointer, a list or a map, so that any struct may stand there.
func (m *typeMaker) typ(i, depth int, behind bool) string {
	leaves := []string{
		"rt.Value", "rt.Value", "rt.Table", "rt.Func", "rt.String", "rt.Thread", "rt.Userdata",
		"gc.Cell[rt.Value]", "gc.Slice[rt.Table]", "gc.Map[string, rt.Value]", "gc.Ref[T0]", "gc.Weak[T0]",
		"int", "string", "[]byte", "time.Time", "sync.Mutex", "atomic.Int64", "gc.Traceable", "shape", "words", "index", "ring", "*ring",
		"box[rt.Value]", "box[*T0]", "*box[index]",
	}
	if depth == 0 || m.IntN(3) == 0 {
		return leaves[m.IntN(len(leaves))]
	}
	inner := func() string { return m.typ(i, depth-1, true) }
	switch m.IntN(9) {
	case 0:
		return "[]" + inner()
	case 1:
		return "[3]" + m.typ(i, depth-1, behind)
	case 2:
		return "map[string]" + inner()
	case 3:
		return "map[rt.Value]" + inner()
	case 4:
		return "map[[2]rt.Func]" + inner()
	case 5:
		return "*" + inner()
	case 6:
		return fmt.Sprintf("atomic.Pointer[T%d]", m.IntN(m.n))
	case 7:
		return "struct { a " + m.typ(i, depth-1, behind) + "; b " + m.typ(i, depth-1, behind) + " }"
	}
	if behind {
		return fmt.Sprintf("T%d", m.IntN(m.n))
	}
	if i > 0 {
		return fmt.Sprintf("T%d", m.IntN(i))
	}
	return "rt.Value"
}

// traceHost is the program that compares the trace methods with reflection.
const traceHost = `package main

import (
	"fmt"
	"os"
	"testing"

	"github.com/lusterlua/luster/bindtest"
%s)

type tb struct {
	testing.TB
	failed bool
}

func (t *tb) Helper()        {}
func (t *tb) Cleanup(func()) {}
func (t *tb) Errorf(format string, args ...any) {
	t.failed = true
	fmt.Printf(format+"\n", args...)
}
func (t *tb) Fatal(args ...any) { fmt.Println(args...); os.Exit(1) }

func main() {
	t := new(tb)
%s	if t.failed {
		os.Exit(1)
	}
}
`

// TestTraceProperty makes random types, generates their trace methods, compiles
// all of it and compares what the methods mark with what reflection finds.
func TestTraceProperty(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("testdata", "virt"))
	if err != nil {
		t.Fatal(err)
	}
	seeds, n := []uint64{1, 2, 3, 4}, 25
	if env := os.Getenv("LUSTER_SEED"); env != "" {
		var seed uint64
		if _, err := fmt.Sscan(env, &seed); err != nil {
			t.Fatal(err)
		}
		seeds = []uint64{seed}
	}
	files, imports, calls := map[string][]byte{}, "", ""
	var patterns []string
	for _, seed := range seeds {
		name := fmt.Sprintf("p%d", seed)
		files[filepath.Join(root, name, "types.go")] = []byte(makeTypes(seed, name, n))
		patterns = append(patterns, "./virt/"+name)
		imports += fmt.Sprintf("\t%q\n", "github.com/lusterlua/luster/bindtest/testdata/virt/"+name)
		calls += fmt.Sprintf("\tbindtest.Trace(t, bindtest.Config{Traced: %s.Traced()})\n", name)
	}
	outputs := generateTwice(t, files, patterns)
	maps.Copy(files, outputs)
	files[filepath.Join(root, "host", "main.go")] = fmt.Appendf(nil, traceHost, imports, calls)
	cmd := exec.Command("go", "run", "-overlay="+overlay(t, files), "./testdata/virt/host")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("seeds %v (LUSTER_SEED=n runs one): %v\n%.6000s", seeds, err, out)
	}
}

// generateTwice returns the outputs, which have to be the same both times.
func generateTwice(t *testing.T, files map[string][]byte, patterns []string) map[string][]byte {
	t.Helper()
	var runs []map[string][]byte
	for range 2 {
		r, err := gen.Generate(gen.Config{Dir: "testdata", Patterns: patterns, Overlay: files})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range r.Diagnostics {
			t.Error(d)
		}
		if t.Failed() {
			t.FailNow()
		}
		out := map[string][]byte{}
		for _, f := range r.Files {
			out[f.Path] = f.Content
		}
		runs = append(runs, out)
	}
	if !maps.EqualFunc(runs[0], runs[1], bytes.Equal) {
		t.Error("two runs differ")
	}
	return runs[0]
}

// overlay writes files, and an overlay file that names them.
func overlay(t *testing.T, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	replace := map[string]string{}
	for i, name := range slices.Sorted(maps.Keys(files)) {
		replace[name] = filepath.Join(dir, fmt.Sprintf("%d.go", i))
		put(t, replace[name], string(files[name]))
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "overlay.json")
	put(t, name, string(text))
	return name
}
