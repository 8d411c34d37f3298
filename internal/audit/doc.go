// Package audit counts the work that is done between two looks at the budgets of a VM. A test asks it
// for the largest amount: go test -tags invariants. In an ordinary build nothing of it is compiled.
//
// Code that works in proportion to its input says so, and the places where the budget is looked at too:
//
//	for i, v := range part {
//		...
//	}
//	audit.Work(len(part)) // or audit.Bytes for memory that was moved or compared
//	if !c.Charge(len(part)) { // calls audit.Check
//		return c.Suspend(w)
//	}
//
// Work of a small constant size, such as that of one instruction, is not reported. The counter is one
// for the process: a test that uses it must not run beside others, and its VM must be the only one.
package audit

// This file defines what both builds share.

const (
	// Limit is how many elementary operations may lie between two checks.
	Limit = 4096
	// LimitBytes is how many bytes may be moved or compared between two checks.
	LimitBytes = 64 << 10
)

// Report is the result of a measurement.
type Report struct {
	Most  int64  // the most elementary operations between two checks
	Stack string // where they had been done, as Go's stack
	Total int64  // all operations
}

// Exceeded reports whether the limit was exceeded.
func (r Report) Exceeded() bool { return r.Most > Limit }
