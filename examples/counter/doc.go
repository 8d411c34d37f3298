// Package counter counts.
//
//luster:module counter
package counter

//go:generate go tool lusterbind .
