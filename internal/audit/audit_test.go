package audit_test

import (
	"fmt"
	"testing"

	"github.com/lusterlua/luster/internal/audit"
)

func TestLargestWorkBetweenChecks(t *testing.T) {
	r := audit.Measure(func() {
		audit.Work(10)
		audit.Bytes(32)
		audit.Check()
		audit.Work(5)
	})
	want := audit.Report{Most: 12, Total: 17}
	if !audit.Enabled {
		want = audit.Report{}
	}
	if r != want {
		t.Errorf("got %+v, want %+v", r, want)
	}
	r = audit.Measure(func() { audit.Bytes(audit.LimitBytes + 1) })
	if r.Exceeded() != audit.Enabled || audit.Enabled == (r.Stack == "") {
		t.Errorf("beyond the limit: %+v", r)
	}
}

func ExampleMeasure() {
	r := audit.Measure(func() {
		for range 100 {
			audit.Work(1000)
			audit.Check()
		}
	})
	fmt.Println(r.Exceeded())
	// Output: false
}
