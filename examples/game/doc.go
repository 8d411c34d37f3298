// Package game is a small game whose rules are written in Lua: a world of
// entities that carry items and call back into scripts when they are hit.
//
// It shows types that refer to each other and to Lua values in all directions.
// An entity holds its world, its inventory and a Lua function; the function may
// hold the entity again: such a cycle through Go and Lua is collected like any
// other garbage.
//
//luster:module game global
package game

//go:generate go tool lusterbind .
