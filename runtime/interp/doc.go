// Package interp is the engine: the representation of values, strings, tables,
// closures and threads, and the loop that executes bytecode. It is one package so
// that the loop may read the fields of tables and frames directly; hosts use
// package runtime instead.
//
// # Addresses
//
// Values, stacks, frames and table parts hold addresses, not Go pointers, in
// memory that Go's collector does not scan. What keeps an object alive is that
// the heap's slabs are referenced from the heap, and that our own collector
// frees a cell only when nothing reachable names it:
//
//  1. Every object that a script or the executor can still use is reachable from
//     the VM (a root), from a Root of the host, or from a live slot of a thread.
//  2. The live slots of a thread are those below stackMem.top. It is exact
//     whenever a collection may run, which is only at safe points: after an
//     instruction that allocated, after a Go function, at a back edge or call
//     whose fuel is spent. The collector clears the slots above.
//  3. A Lua frame's registers are base to top; what a Go function may use is
//     below Call.top. An open list of values (B or C = 0) ends at VM.top, and
//     nothing but its consumer executes before it is used.
//  4. Stacks and frame stacks move when they grow. Whoever calls something that
//     may grow them computes addresses anew afterwards.
//
// # The loop
//
// See VM.loop. A slow path saves the program counter in the frame, works on the
// frame that VM.fp names, and returns whether the loop goes on; then everything
// is loaded anew. Lua calls, metamethods, protected calls, coroutines and the
// continuations of Go functions push frames and come back to the loop; nothing
// recurses on the Go stack in proportion to what a script does.
package interp
