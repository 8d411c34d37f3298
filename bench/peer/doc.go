// Package peer compares luster with other ways to run Lua from Go: gopher-lua,
// and PUC-Rio's Lua through cgo. It is a module of its own, so that nobody who
// uses luster downloads them.
//
//	go test -bench . .            # beside gopher-lua
//	go test -tags puc -bench . .  # and PUC-Rio's lua5.4, with its headers
package peer
