// Package gc is an incremental, cycle-detecting garbage collector for Go types that trace themselves.
package gc
