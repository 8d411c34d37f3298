// Package gen is the binding generator behind the command lusterbind: it reads
// Go packages whose types and functions carry //luster: directives and makes,
// for each package, one Go file with the trace methods that the collector calls
// and the wrappers that scripts call, and one file of annotations for editors.
//
// The work goes load -> model -> check -> emit:
//
//   - prescan.go finds, by syntax alone, what the generated files will declare,
//     and makes signature stubs of it. load.go loads all packages in one go with
//     those stubs laid over the output files, so that a stale or missing output
//     never stands in the way of making it anew;
//   - directive.go and model.go read the directives into plain data;
//   - check.go, convert.go, graph.go and trace.go decide what the directives
//     mean for the types of the program: how a Go type crosses to Lua and back,
//     which types hold references, and how each is traced;
//   - emit*.go write the Go file and stubs.go the editor's file; verify.go
//     type-checks the Go file in memory, against the package it belongs to;
//   - output.go writes: all files or none, each by renaming, only where bytes
//     differ, and never over a file that this package did not make.
//
// Everything that is wrong with the input is a Diagnostic with a code of the
// table in codes.go; the package never exits and prints nothing. The output
// depends on the input alone: no time, no version, no absolute path is in it.
//
// The runtime that the generated code uses is not imported here: its import
// paths are text.
package gen
