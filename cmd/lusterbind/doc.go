// Lusterbind makes trace methods and Lua bindings for annotated Go types: see
// package gen.
//
//	lusterbind [gen|check|list|audit|explain CODE] [-C dir] [packages]
//
// It exits with 0 when all is well, with 1 when check finds files that are
// stale, missing or orphaned, and with 2 for diagnostics, packages that cannot
// be loaded, and usage.
package main
