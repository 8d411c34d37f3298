// Package code defines the instruction set and the function prototype, which
// the compiler produces and the engine executes, and what can be said about
// them alone: how an instruction is encoded, how a prototype is listed, and
// what the engine may rely on ([Verify]).
//
// An opcode is one row of [Rows]; the encoder, the listing, the verifier's
// operand checks and docs/opcodes.md follow from it.
package code
