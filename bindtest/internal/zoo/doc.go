// Package zoo has bindings of every form that the tests of bindtest need. They
// are right; the tests break them one by one.
//
//luster:module zoo
package zoo
