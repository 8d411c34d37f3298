// Package bindtest lets the tests of a package prove that its bindings, made by
// lusterbind, are fresh, traced completely and safe.
//
//	func TestBindings(t *testing.T) {
//		bindtest.Run(t, bindtest.Config{Open: game.OpenLua, Packages: []string{"./..."}})
//	}
//
//	func FuzzBindings(f *testing.F) { bindtest.Fuzz(f, game.OpenLua) }
//
// Run does every check below as a subtest of its name; each can also be called
// on its own.
//
//   - [Fresh]: no output is stale, missing or orphaned;
//   - [Trace]: the generated trace methods find what reflection finds;
//   - [Barriers]: the collector learns of every change, at any moment;
//   - [RoundTrip]: a Go value that goes to Lua and back is what it was;
//   - [Reject]: every wrong argument is an error that says what is wrong;
//   - [Scripts]: scripts print what their golden files say;
//   - [Stubs]: the annotations for editors are what the VM has;
//   - [API]: the exposed surface is what its golden file says;
//   - [NoLeaks]: objects, goroutines and closers come back to where they were;
//   - [Allocs]: no function allocates more than its golden file says;
//   - [Fuzz]: wrappers survive any arguments.
//
// Golden files are rewritten by go test -update, or with UPDATE=1 in the
// environment.
package bindtest
