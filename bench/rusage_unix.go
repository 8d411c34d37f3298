//go:build unix

package main

// This file defines how the size of a process is found where the system tells.

import (
	"os"
	"runtime"
	"syscall"
)

// maxResident returns the largest size in memory of a process that has ended.
func maxResident(p *os.ProcessState) int64 {
	u, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return int64(u.Maxrss)
	}
	return int64(u.Maxrss) << 10
}
