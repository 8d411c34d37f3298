// Package luster is the root of the module and empty: see package runtime (import
// name rt) for running scripts, runtime/stdlib for Lua's libraries, and the
// commands cmd/luster and cmd/lusterbind.
package luster
