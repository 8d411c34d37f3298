package runtime

// This file defines the registry of modules, which the function require of the
// standard library reads as package.loaded, and warnings.

import (
	"io"
)

// loadedKey is the registry's field for the table package.loaded.
const loadedKey = "_LOADED"

// LoadedTable returns the table of modules by name, package.loaded to scripts.
func (vm *VM) LoadedTable() Table {
	t, _ := vm.Registry().RawGetString(vm, loadedKey).AsTable()
	return t
}

// Loaded returns a module that was registered or required, nil if there is none
// of that name.
func (vm *VM) Loaded(name string) Value { return vm.LoadedTable().RawGetString(vm, name) }

// SetLoaded registers a module: from now on require(name) returns it.
func (vm *VM) SetLoaded(name string, module Value) error {
	return vm.LoadedTable().RawSetString(vm, name, module)
}

// warning is the state of the warning system.
type warning struct {
	on        bool
	continued bool // the last piece said that more follows
}

// Warn emits a piece of a warning; more says that the message continues. A
// message that is one piece and begins with '@' is a control message: "@on" and
// "@off" switch warnings on and off. They are off at first.
func (vm *VM) Warn(msg string, more bool) {
	h := vm.host()
	w := &h.warning
	if !w.continued && !more && len(msg) > 0 && msg[0] == '@' {
		switch msg {
		case "@on":
			w.on = true
		case "@off":
			w.on = false
		}
		return
	}
	if w.on {
		if !w.continued {
			_, _ = io.WriteString(h.stderr, "Lua warning: ")
		}
		_, _ = io.WriteString(h.stderr, msg)
		if !more {
			_, _ = io.WriteString(h.stderr, "\n")
		}
	}
	w.continued = more
}
