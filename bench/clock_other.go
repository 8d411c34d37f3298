//go:build !linux

package main

// This file defines the clock of a thread where only the wall's can be had.

import "time"

var started = time.Now()

// threadTime returns the time since the command started.
func threadTime() time.Duration { return time.Since(started) }
