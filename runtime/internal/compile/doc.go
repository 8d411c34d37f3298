// Package compile turns Lua source text into function prototypes.
//
// It walks the statements that a [syntax.Parser] hands over and generates code
// as it goes, in the order of the text. An expression is compiled to an
// operand, a description of where its value is or how to get it (a constant, a
// register, an instruction whose target register is still open, a pending
// jump), so that the code that uses the value decides where it ends up and no
// value is moved twice.
//
// Errors are sticky: the first one is kept, and what follows generates code
// that nobody will see.
package compile
