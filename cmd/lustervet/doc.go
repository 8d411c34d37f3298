// Lustervet finds misuse of the runtime in Go code: see package gen/vet for what
// it looks for.
//
//	go vet -vettool=$(which lustervet) ./...
//	lustervet [-fix] ./...
//
// With -fix it applies the fixes that it suggests. lustervet help NAME describes
// one of the analyzers; -NAME=false switches it off.
package main
