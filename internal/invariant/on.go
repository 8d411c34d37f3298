//go:build invariants

package invariant

// This file defines Enabled of a build with -tags invariants.

// Enabled is true: invariants are checked.
const Enabled = true
