// Package attacks runs hostile scripts through cmd/luster with limits on, and
// checks that the host came to no harm.
//
// Each script in testdata attacks a sandbox in one way and says in its header
// what may happen under limits:
//
//	-- @attack  what it attacks
//	-- @class   cpu, mem, stack, builtin, parser, gc, sandbox, ...
//	-- @expect  CONTAINED|FUEL|MEM|ERROR|LIMIT, some of them
//
// CONTAINED is printed by a script whose attack failed; FUEL and MEM are the
// command's exit codes for a spent budget (LIMIT is either), ERROR is an error
// of the script. Whatever the outcome, the process must end soon, stay within
// its memory and never show a Go stack.
//
// TestRoundsLeaveNothing runs all of them in one process, several times over:
// go test ./internal/attacks -run Rounds -rounds 100.
package attacks
