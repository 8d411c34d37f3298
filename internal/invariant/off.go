//go:build !invariants

package invariant

// This file defines Enabled of an ordinary build.

// Enabled is false: the checks are not compiled.
const Enabled = false
