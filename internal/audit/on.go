//go:build invariants

package audit

// This file defines the functions of a build with -tags invariants.

import (
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Enabled is true: work is counted while Measure runs.
const Enabled = true

var (
	measuring atomic.Bool
	mu        sync.Mutex // of what follows
	since     int64      // since the last check
	report    Report
)

// Work reports n elementary operations.
func Work(n int) {
	if !measuring.Load() || n <= 0 {
		return
	}
	mu.Lock()
	defer mu.Unlock()
	since += int64(n)
	report.Total += int64(n)
	if since > report.Most {
		report.Most = since
		if since > Limit {
			report.Stack = string(debug.Stack())
		}
	}
}

// Bytes reports n bytes that were moved, compared or hashed.
func Bytes(n int) { Work((n + LimitBytes/Limit - 1) / (LimitBytes / Limit)) }

// Check reports a look at the budget.
func Check() {
	if !measuring.Load() {
		return
	}
	mu.Lock()
	since = 0
	mu.Unlock()
}

// Measure runs f and returns what it reported.
func Measure(f func()) Report {
	mu.Lock()
	since, report = 0, Report{}
	mu.Unlock()
	measuring.Store(true)
	defer measuring.Store(false)
	f()
	mu.Lock()
	defer mu.Unlock()
	return report
}
