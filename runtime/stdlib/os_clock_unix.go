//go:build unix

package stdlib

// This file defines the processor time of the process.

import (
	"syscall"
	"time"
)

// processTime returns the processor time that the process has used.
func processTime() (d time.Duration, ok bool) {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0, false
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), true
}
