// Package invariant tells whether the build checks its own invariants: go build -tags invariants. The
// checks cost much and find bugs of this module, never errors of its users.
package invariant
