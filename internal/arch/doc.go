// Package arch holds the rules of the source tree that a compiler does not
// check, and the test that enforces them: which package may import which, which
// files may use package unsafe and how they must justify it, under which name
// the runtime is imported, how long a file may be, that every package says in
// its doc.go what it is for.
//
// The rules read the files themselves. A test that asks `go list` is answered
// from the test cache while the rule is already broken, because the cache does
// not know that the answer depends on the other packages' files; a file that
// the test opens, it does know.
package arch
