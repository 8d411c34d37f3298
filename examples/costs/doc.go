// Package costs shows what calls between Lua and Go cost: its benchmarks compare
// generated wrappers with functions written by hand.
//
//luster:module costs global
package costs

//go:generate go tool lusterbind .
