// Lusterbind makes trace methods and Lua bindings for annotated Go types: see
// package gen.
//
//	lusterbind [gen|check|diff|list|audit|explain|init] [-C dir] [-json|-sarif] [packages]
//
// It exits with 0 when all is well, with 1 when check or diff find files that are
// stale, missing or orphaned, and with 2 for diagnostics, packages that cannot
// be loaded, and usage.
//
// What a run without diagnostics found is kept in the user's cache directory,
// under a hash of everything that it read: in a tree without changes the packages
// are not even loaded.
package main
