//go:build !unix

package stdlib

// This file defines the processor time where Go has no portable way to ask for it.

import "time"

func processTime() (d time.Duration, ok bool) { return 0, false }
