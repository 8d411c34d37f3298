//go:build race

package runtime_test

// raceEnabled says that the race detector runs, which allocates.
const raceEnabled = true
