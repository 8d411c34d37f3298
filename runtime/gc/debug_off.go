//go:build !invariants

package gc

// This file switches the checks of -tags invariants off.

const debugging = false
