// Package scheduler runs thousands of scripts on one VM, each for a slice of fuel
// at a time. No script can hold the others up, and none knows of the slices: it is
// paused wherever it happens to be and goes on there when its turn comes.
package scheduler
