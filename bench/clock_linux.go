package main

// This file defines the clock of a thread, where there is one.

import (
	"syscall"
	"time"
	"unsafe"
)

// threadTime returns the CPU time of the calling thread.
func threadTime() time.Duration {
	const thread = 3 // CLOCK_THREAD_CPUTIME_ID
	var ts syscall.Timespec
	// SAFETY: the kernel writes a Timespec to the address, which is on this stack during the call.
	_, _, no := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, thread, uintptr(unsafe.Pointer(&ts)), 0)
	if no != 0 {
		return 0
	}
	return time.Duration(ts.Nano())
}
