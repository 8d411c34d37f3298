// Command bench measures luster against other implementations of Lua.
//
//	go run ./bench [-n rounds] [-run regexp] [-add name=binary]...
//
// It builds cmd/luster, runs each program of bench/programs and bench/micro
// under it, under lua5.4 and under whatever other implementation is installed
// (a Go peer named glua or gopher-lua), and prints the ratios of user CPU time.
// Absolute times drift by half on a busy machine and code placement alone moves
// them by a tenth, so the runs are interleaved: each round runs a program once
// under every implementation, its ratio is taken within the round, and the
// table holds the median over the rounds.
//
//	go run ./bench -pauses [-n rounds] [-run regexp]
//
// measures instead how long the collector stops the programs of bench/pauses,
// which hold a million objects of some kind: luster's steps in CPU time of their
// thread, and what works for lua5.4 too, in both of its modes: the gaps that the
// program itself sees between two looks at the clock. It prints percentiles, the
// median over the rounds of the worst, and what Go's collector did meanwhile.
//
//	go run ./bench -memory [-run regexp]
//
// prints for one run of each program how many objects it made, how often our
// collector and Go's ran meanwhile, what went through Go's allocator, in all and
// for each object, and how big the processes of luster and lua5.4 got.
//
// bench/peer is a module of its own that compares with other ways to run Lua from
// Go: what a VM and a call into Go cost.
//
// A program prints a checksum; an implementation that prints another one than
// the first is reported, and the command's exit code is 1. One that is not
// installed is left out.
//
//	go run ./bench -limits [-run regexp]
//
// runs the programs, short loops in bench/limits and the scripts of internal/attacks
// in steps of 10,000 units of fuel, and prints how long a unit of fuel takes, by how
// much a step overruns, in CPU time of the thread, what memory was taken and how
// long Close takes. A loop of Go runs in between as the control.
package main
