package stdlib

// This file defines which libraries exist and how a host opens them.

import (
	"fmt"
	"slices"

	rt "github.com/lusterlua/luster/runtime"
)

// A Set is a choice of libraries for [Open], made from the variables and
// functions of this package.
type Set struct {
	libs []library
}

// library is one library: a table of functions under a global name.
type library struct {
	name string
	open func(vm *rt.VM) (rt.Table, error)
}

// Libraries that cannot touch anything outside of the VM.
var (
	// Base is the base library without dofile and loadfile: see [Files].
	Base = one("_G", openBase)
	// Coroutine is the table coroutine.
	Coroutine = one("coroutine", openCoroutine)
	// String is the table string, and the metatable of strings.
	String = one("string", openString)
	// Table is the table "table".
	Table = one("table", openTable)
	// Math is the table math. Its random numbers are seeded from Config.Seed.
	Math = one("math", openMath)
	// UTF8 is the table utf8.
	UTF8 = one("utf8", openUTF8)

	// Safe is every library that cannot touch anything outside of the VM.
	Safe = Union(Base, Coroutine, String, Table, Math, UTF8)
)

func one(name string, open func(vm *rt.VM) (rt.Table, error)) Set {
	return Set{[]library{{name, open}}}
}

// Union returns the libraries of all the sets.
func Union(sets ...Set) Set {
	var u Set
	for _, s := range sets {
		u.libs = append(u.libs, s.libs...)
	}
	return u
}

// Names returns the names of the set's libraries, in the order of opening.
func (s Set) Names() []string {
	names := make([]string, len(s.libs))
	for i, l := range s.libs {
		names[i] = l.name
	}
	return names
}

// Open opens the libraries of the sets in vm: each becomes a global variable and
// an entry of package.loaded. A new VM has none. A library that is open already
// stays as it is, so that sets may overlap and Open may be called again.
func Open(vm *rt.VM, sets ...Set) error {
	for _, lib := range Union(sets...).libs {
		if vm.Loaded(lib.name).Truthy() {
			continue
		}
		t, err := lib.open(vm)
		if err != nil {
			return fmt.Errorf("opening library %q: %w", lib.name, err)
		}
		if t.IsNil() {
			continue // it only added to another library
		}
		if err := vm.SetLoaded(lib.name, t.Value()); err != nil {
			return err
		}
		if err := vm.Globals().RawSetString(vm, lib.name, t.Value()); err != nil {
			return err
		}
	}
	return nil
}

// function is one row of a library's table.
type function struct {
	name string
	fn   rt.Function
}

// plain returns the wrapper of a plain Go function that lusterbind made.
func plain(name string) rt.Function {
	i := slices.IndexFunc(lusterParts, func(m rt.Member) bool { return m.Name == name })
	return lusterParts[i].Fn
}

// fill makes a function for each row and puts it into the table.
func fill(vm *rt.VM, t rt.Table, rows []function) error {
	for _, row := range rows {
		f, err := vm.NewFunc(row.name, row.fn)
		if err != nil {
			return err
		}
		if err := t.RawSetString(vm, row.name, f.Value()); err != nil {
			return err
		}
	}
	return nil
}

// newLib returns a table with a function for each row.
func newLib(vm *rt.VM, rows []function) (rt.Table, error) {
	t, err := vm.NewTable(0, len(rows))
	if err != nil {
		return t, err
	}
	return t, fill(vm, t, rows)
}
