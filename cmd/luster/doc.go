// Command luster runs Lua 5.4 scripts.
//
// Usage:
//
//	luster [run] [flags] [FILE [ARGS]]
//
// Without FILE it runs standard input, or, on a terminal, reads and evaluates
// lines. "luster help" prints the flags, of which those of one letter are lua's.
//
// Exit codes: 0 when the script ended, 1 when it failed or does not compile, 2
// for wrong usage and files that cannot be read, 3 when the fuel or the time was
// spent, 4 when the memory was.
package main
