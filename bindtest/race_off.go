//go:build !race

package bindtest

// This file defines whether the race detector is in.

// raceEnabled tells that the race detector allocates beside the program.
const raceEnabled = false
