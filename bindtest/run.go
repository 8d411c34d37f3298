package bindtest

// This file defines Run and the two checks that only compare texts.

import (
	"slices"
	"strings"
	"testing"

	"github.com/lusterlua/luster/gen"
)

// Run does all checks, each as a subtest.
func Run(t *testing.T, cfg Config) {
	for _, check := range []struct {
		name string
		run  func(testing.TB, Config)
	}{
		{"Fresh", Fresh},
		{"Trace", Trace},
		{"Barriers", Barriers},
		{"RoundTrip", roundTripAll},
		{"Reject", Reject},
		{"Scripts", Scripts},
		{"Stubs", Stubs},
		{"API", API},
		{"Fuzz", fuzzSome},
		{"NoLeaks", noLeaksDefault},
		{"Allocs", Allocs},
	} {
		t.Run(check.name, func(t *testing.T) { check.run(t, cfg) })
	}
}

// Fresh generates again, in memory, and fails for each output on disk that is
// stale, missing or an orphan, with the difference.
func Fresh(t testing.TB, cfg Config) {
	t.Helper()
	for _, f := range cfg.generate(t).Files {
		if f.Status != gen.Fresh {
			t.Errorf("%s is %s: run go generate\n%s", f.Name, f.Status, f.Diff())
		}
	}
}

// API compares the exposed surface, one sorted line for each symbol with its
// signature, with the golden file api.txt.
func API(t testing.TB, cfg Config) {
	t.Helper()
	var list []string
	for _, s := range cfg.generate(t).Exposed {
		list = append(list, s.Kind+" "+s.Name+s.Signature()+"\n")
	}
	slices.Sort(list)
	cfg.compareGolden(t, "api.txt", strings.Join(list, ""), "what scripts can reach has changed")
}
