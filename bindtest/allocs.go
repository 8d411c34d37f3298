package bindtest

// This file defines the check that calls do not come to allocate more.

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lusterlua/luster/gen"
	rt "github.com/lusterlua/luster/runtime"
)

// calls is how often a function is called in one measurement.
const calls = 200

// Allocs measures how many allocations of Go one call of each function from Lua
// costs, and fails for those that have come to cost more than the golden file
// allocs.txt says. Functions that fail when they are called with plain arguments
// are left out. Under the race detector, which allocates too, nothing is measured.
func Allocs(t testing.TB, cfg Config) {
	t.Helper()
	if raceEnabled {
		t.Log("allocations are not counted under the race detector")
		return
	}
	r := cfg.generate(t)
	list := map[string]int{}
	probe := cfg.world(t, rt.Config{})
	for _, s := range probe.symbols() {
		if !s.callable() && s.Kind != "field" && s.Kind != "read-only field" && s.Kind != "getter" {
			continue
		}
		n, ok, err := cfg.measure(&s, r)
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
		} else if ok {
			list[s.Name] = n
		}
	}
	compareAllocs(t, cfg, list)
}

// measure runs a loop of Lua around one call, in a VM of its own.
func (cfg *Config) measure(s *symbol, r *gen.Result) (n int, ok bool, err error) {
	vm, err := cfg.open(rt.Config{})
	if err != nil {
		return 0, false, err
	}
	defer func() { _ = vm.Close() }()
	w, err := newWorld(cfg, r, vm)
	if err != nil {
		return 0, false, err
	}
	body, args, err := w.loop(s)
	if err != nil {
		return 0, false, nil // nothing to call it with
	}
	fn, err := vm.Load("=allocs", body)
	if err != nil {
		return 0, false, err
	}
	run := func() { _, err = vm.Call(background, fn, args...) }
	for range 3 { // caches, stacks, coroutines
		if run(); err != nil {
			return 0, false, nil
		}
	}
	per := testing.AllocsPerRun(3, run)
	return int(per / calls), err == nil, nil
}

// loop returns a chunk that uses a symbol many times, and its arguments.
func (w *world) loop(s *symbol) (body string, args []any, err error) {
	if !s.callable() {
		o, err := w.instance(s.host)
		if err != nil {
			return "", nil, err
		}
		return fmt.Sprintf("local o = ... for i = 1, %d do local _ = o[%q] end", calls, s.member), []any{o}, nil
	}
	vs, err := w.arguments(s)
	if err != nil {
		return "", nil, err
	}
	fn, err := w.function(s, first(vs))
	if err != nil {
		return "", nil, err
	}
	args = append(args, fn)
	names := make([]string, len(vs))
	for i, v := range vs {
		names[i] = fmt.Sprintf("a%d", i+1)
		args = append(args, v)
	}
	list := strings.Join(names, ", ")
	params := strings.TrimSuffix("f, "+list, ", ")
	return fmt.Sprintf("local %s = ... for i = 1, %d do f(%s) end", params, calls, list), args, nil
}

// compareAllocs compares with the golden file, or rewrites it.
func compareAllocs(t testing.TB, cfg Config, list map[string]int) {
	t.Helper()
	file := cfg.golden("allocs.txt")
	if updating() {
		var lines []string
		for name, n := range list {
			lines = append(lines, fmt.Sprintf("%s %d\n", name, n))
		}
		slices.Sort(lines)
		writeFile(t, file, strings.Join(lines, ""))
		return
	}
	text, err := os.Open(file)
	if err != nil {
		t.Errorf("%v\ngo test -update writes it", err)
		return
	}
	defer func() { _ = text.Close() }()
	known := map[string]bool{}
	for lines := bufio.NewScanner(text); lines.Scan(); {
		name, number, _ := strings.Cut(lines.Text(), " ")
		limit, err := strconv.Atoi(number)
		if err != nil {
			t.Errorf("%s: %q is no line of it", file, lines.Text())
			continue
		}
		known[name] = true
		if n, ok := list[name]; ok && n > limit {
			t.Errorf("%s: %d allocations for a call, there were %d; if that is meant: go test -update", name, n, limit)
		}
	}
	for name, n := range list {
		if !known[name] {
			t.Errorf("%s is not in the golden file (%d allocations for a call): go test -update", name, n)
		}
	}
}
