// Package stdlib holds the standard libraries of Lua 5.4. A new VM has none of
// them: a host opens those that a script is to have.
//
//	err := stdlib.Open(vm, stdlib.Safe)
//
// [Safe] is every library that cannot touch anything outside of the VM. Files,
// clock, environment, programs and the end of the process are given one by one,
// as the fields of a [Host], to [OS] and [IO]; what is not given has no function.
//
// The package uses nothing but package runtime's public interface, so a host can
// write libraries that do as much. Three rules hold for every function here, as
// they should there:
//
//   - Nothing runs long. A function does at most a few thousand operations between
//     two calls of Call.Charge, and if the budget is spent it leaves its state in a
//     Sequence and returns.
//   - Nothing is taken before it is paid. Long results are filled in place, in
//     memory of the VM; what lives in Go's memory meanwhile is bounded, or small
//     in proportion to what it refers to.
//   - Nothing recurses on Go's stack. What calls Lua, or may call a metamethod, is
//     a state machine that the executor resumes.
//
// Where a function is one of Go's on numbers, such as math.Sin, lusterbind makes
// the wrapper; the others read their arguments by hand.
//
//luster:module std args=lua open=parts
//luster:extern math.Acos,Asin,Cos,Exp,Sin,Sqrt,Tan func
package stdlib
