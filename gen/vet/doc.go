// Package vet holds the analyzers behind the command lustervet: what can be said
// about code that uses the runtime, and that the compiler does not say.
//
//   - directives: everything that lusterbind would complain about, and near
//     misses of directives, with fixes;
//   - stale: a generated file that is not what lusterbind would write;
//   - traces: a trace method written by hand that forgets a field;
//   - roots: a Root inside a traced type, which is a leak;
//   - barriers: Go code that changes an edge and does not tell the collector;
//   - escapes: a plain word of a callback that something keeps: a goroutine, a
//     global, a channel, a closure, a field that is not traced;
//   - keptcall: a *rt.Call that something keeps;
//   - finalizers: a finalizer of Go on a type that the collector traces.
//
// Generated files and tests are not looked at, save for directives; neither are
// the packages that implement the runtime itself.
package vet
