// Package difftest compares our virtual machine with the reference
// implementation on random programs.
//
// Generate makes a program from a seed: arithmetic on both subtypes of numbers,
// strings, tables, closures, metamethods, control structures, coroutines,
// to-be-closed variables and, all through it, errors, whose messages are part of
// the output. A program always ends, because every loop and function spends from
// a budget of its own, and its output depends on nothing that Lua leaves open:
// no addresses, no order of pairs, no border of a table with holes, no sign of
// a NaN, no digits of a transcendental function.
//
// The test runs a few hundred programs; "go test ./internal/difftest -programs 20000"
// runs more, "-seed" starts elsewhere. A difference is shrunk to the blocks of
// the program that are needed for it, and printed with its seed.
package difftest
