package arch

// This file defines the policy: the tables that the checks in check.go read.

// Module is the path of the module whose tree is checked.
const Module = "github.com/lusterlua/luster"

// imports says who may import whom. "a < b: b may import a". A list on either
// side stands for each of its members, a chain "a < b < c" for "a < b; b < c".
// The relation is not transitive: what is not written is not allowed, so that
// the standard library, which may import the runtime, may not reach through it
// to the engine. NONE on the left introduces a package that imports nothing of
// this table. "x/..." is every package below x. Packages of Go's own library
// are always allowed, save for those in sealed. Test files are exempt: a test
// may sit anywhere above what it tests.
const imports = `
	NONE < internal/invariant, internal/audit, internal/spell;
	NONE < runtime/internal/syntax, runtime/internal/code;

	internal/invariant, internal/audit < runtime/gc;

	# The counters of -tags invariants are the one thing that the library has and a
	# user's binding has not.
	internal/audit
	< runtime/internal/syntax, runtime/internal/code, runtime/internal/compile, runtime, runtime/stdlib;

	runtime/internal/syntax, runtime/internal/code
	< runtime/internal/compile;

	runtime/gc, runtime/internal/code, internal/invariant, internal/audit, internal/spell
	< runtime/interp;

	runtime/gc, runtime/interp, runtime/internal/code, runtime/internal/compile, internal/spell
	< runtime;

	runtime/gc, runtime
	< runtime/stdlib, examples/..., bindtest/internal/zoo;

	# The generator writes import paths as text; it imports nothing of the runtime.
	golang.org/x/tools, github.com/dave/jennifer, internal/spell
	< gen
	< cmd/lusterbind, cmd/lustervet;

	golang.org/x/tools, gen < gen/vet < cmd/lustervet;
	golang.org/x/tools < cmd/lustervet;

	runtime/gc, runtime, runtime/stdlib, gen
	< bindtest, cmd/luster;

	github.com/google/go-cmp, golang.org/x/tools < bindtest;

	runtime/stdlib < examples/...;

	# What only tests and measurements use.
	NONE < ., internal/arch, internal/chunked;
	runtime, runtime/stdlib < bench, internal/attacks;
	runtime/gc, runtime, runtime/stdlib < internal/luatest < internal/difftest;
`

// sealed lists packages of Go's library that must stay out of the packages
// below the public API: a script reaches the machine only through what a host
// opened for it, so nothing beneath the library can name a file or a socket.
var sealed = map[string][]string{
	"runtime/gc":               {"os", "os/exec", "net", "net/http", "syscall", "plugin", "C"},
	"runtime/interp":           {"os", "os/exec", "net", "net/http", "syscall", "plugin", "C"},
	"runtime/internal/syntax":  {"os", "os/exec", "net", "net/http", "syscall", "plugin", "C", "unsafe"},
	"runtime/internal/code":    {"os", "os/exec", "net", "net/http", "syscall", "plugin", "C"},
	"runtime/internal/compile": {"os", "os/exec", "net", "net/http", "syscall", "plugin", "C"},
	"gen":                      {"unsafe", "C"},
}

// unsafeFiles lists the files that may import package unsafe. Adding a row is a
// decision for a review: the file must say at each use what it rests on.
var unsafeFiles = []string{
	"bench/clock_linux.go",
	"bindtest/unsafe.go",
	"runtime/gc/barrier.go",
	"runtime/gc/final.go",
	"runtime/gc/handle.go",
	"runtime/gc/mark.go",
	"runtime/gc/mem.go",
	"runtime/gc/pool.go",
	"runtime/gc/slab.go",
	"runtime/gc/snapshot_fields.go",
	"runtime/gc/unsafe.go",
	"runtime/internal/code/undump.go",
	"runtime/interp/address.go",
	"runtime/interp/array_view.go",
	"runtime/interp/closure.go",
	"runtime/interp/frame.go",
	"runtime/interp/hook.go",
	"runtime/interp/proto.go",
	"runtime/interp/string.go",
	"runtime/interp/table.go",
	"runtime/interp/thread.go",
	"runtime/interp/trace_stack.go",
	"runtime/interp/unsafe.go",
	"runtime/interp/value.go",
	"runtime/unsafe.go",
}

// longFiles lists the files that may exceed maxLines: only the execution loop,
// which has to be one function in one file.
var longFiles = []string{"runtime/interp/exec.go"}

// maxLines is the length that a file written by hand may have.
const maxLines = 800
