// Package syntax turns the text of a Lua 5.4 chunk into syntax trees.
//
// A [Parser] hands over the statements of the main block one by one, so that
// no more than one of them is in memory as a tree. It checks what the grammar
// alone can decide; scopes, constants, labels and limits are the compiler's.
//
// PUC-Rio's compiler generates code while it reads, and its messages show it:
// the first of two mistakes is reported whether it is one of syntax or of
// scope, and the line of an instruction is the line of the last token that was
// read before it was emitted. To give the same messages and the same lines
// from a tree, a parser that meets an error does not throw the tree away: it
// returns what it has read, nil where something is missing, and the compiler
// reports the error when it comes to that place. And each node carries the
// lines (fields named Line or ending in Line) that were current when its parts
// had been read.
//
// Nothing here recurses in proportion to the text beyond the nesting limit:
// chains of left-associative operators, of suffixes and of elseif are loops.
package syntax
