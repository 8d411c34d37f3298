package bindtest

// This file defines the objects that Trace puts into the places of a value: one
// of the right kind for each type that stands for a reference.

import (
	"fmt"
	"reflect"
	"strings"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// special returns the name of a type of the runtime or the collector, without
// its arguments.
func special(typ reflect.Type) string {
	name, _, _ := strings.Cut(typ.Name(), "[")
	switch typ.PkgPath() {
	case runtimePath:
		return "rt." + name
	case gcPath:
		return "gc." + name
	}
	return ""
}

// opaque reports types of Go's library that hold no references, or that nobody
// can fill.
func opaque(typ reflect.Type) bool {
	switch typ.PkgPath() {
	case "time", "weak", "unique", "os", "regexp", "sync", "math/rand", "math/rand/v2", "context", "reflect":
		return true
	case "sync/atomic":
		return !strings.HasPrefix(typ.Name(), "Pointer[")
	}
	name := special(typ)
	return name == "rt.Root" || name == "gc.Root" || name == "rt.VM" || name == "rt.Call" || name == "gc.Heap"
}

// note remembers an object as the one in a place.
func (f *filler) note(obj gc.Traceable, path string, weak bool) {
	list := gc.ChildrenOf(f.vm.Heap(), obj)
	if len(list) != 1 {
		f.fail("%s: BUG: the object for it has %d edges", path, len(list))
		return
	}
	f.slots[list[0]] = slot{path, weak}
}

// word fills a plain word of package rt.
func (f *filler) word(v reflect.Value, path string) bool {
	name, ok := strings.CutPrefix(special(v.Type()), "rt.")
	if !ok {
		return false
	}
	obj, err := f.object(name, path)
	if obj == nil && err == nil {
		return false
	}
	if err != nil {
		f.fail("%s: %w", path, err)
		return true
	}
	v.Set(reflect.ValueOf(obj))
	f.note(obj, path, false)
	return true
}

// object makes a new object for a word type, or returns nil for another type.
func (f *filler) object(name, path string) (gc.Traceable, error) {
	switch name {
	case "Value":
		t, err := f.vm.NewTable(0, 0)
		return t.Value(), err
	case "Table":
		return f.vm.NewTable(0, 0)
	case "Func":
		return f.vm.NewFunc("bindtest", func(*rt.Call) error { return nil })
	case "String":
		v, err := f.vm.NewString(fmt.Sprintf("%s %d %s", path, len(f.slots), strings.Repeat("long, so that it is not interned ", 4)))
		return rt.String(v), err
	case "Userdata":
		return f.vm.NewUserdata(nil, rt.Table{}, 0)
	case "Thread":
		fn, err := f.vm.NewFunc("bindtest", func(*rt.Call) error { return nil })
		if err != nil {
			return nil, err
		}
		root, err := f.vm.NewThread(fn)
		if err != nil {
			return nil, err
		}
		defer func() { _ = root.Release() }()
		return root.Must(), nil
	}
	return nil, nil
}

// edge fills the edges of package gc, and atomic.Pointer.
func (f *filler) edge(v reflect.Value, path string) bool {
	heap := reflect.ValueOf(f.vm.Heap())
	switch name := special(v.Type()); {
	case name == "gc.Ref", name == "gc.Weak", name == "gc.Ptr":
		f.address(v, path, name)
	case name == "gc.Cell":
		set := v.Addr().MethodByName("Set")
		set.Call([]reflect.Value{heap, f.part(set.Type().In(1), path)})
	case name == "gc.Slice":
		add := v.Addr().MethodByName("Append")
		for i := range 2 {
			add.Call([]reflect.Value{heap, f.part(add.Type().In(1).Elem(), fmt.Sprintf("%s[%d]", path, i))})
		}
	case name == "gc.Map":
		set := v.Addr().MethodByName("Set")
		for i := range 2 {
			key := reflect.New(set.Type().In(1)).Elem()
			distinct(key, i+1)
			set.Call([]reflect.Value{heap, key, f.part(set.Type().In(2), fmt.Sprintf("%s[key %d]", path, i+1))})
		}
	case v.Type().PkgPath() == "sync/atomic" && strings.HasPrefix(v.Type().Name(), "Pointer["):
		store := v.Addr().MethodByName("Store")
		if p, ok := f.pointer(store.Type().In(0), path); ok {
			store.Call([]reflect.Value{p})
		}
	default:
		return false
	}
	return true
}

// part returns a new, filled value of a type.
func (f *filler) part(typ reflect.Type, path string) reflect.Value {
	x := reflect.New(typ).Elem()
	f.fill(x, path)
	return x
}

// address fills a reference that is a number inside. Which object it leads to
// does not matter: nobody follows it but TraceGC.
func (f *filler) address(v reflect.Value, path, name string) {
	t, err := f.vm.NewTable(0, 0)
	if err != nil {
		f.fail("%s: %w", path, err)
		return
	}
	addr := gc.ChildrenOf(f.vm.Heap(), t)[0]
	ref := v
	if name == "gc.Weak" {
		ref = settable(v.FieldByName("ref"))
	}
	for i := range ref.NumField() {
		word := settable(ref.Field(i))
		switch word.Kind() {
		case reflect.Uint64: // a Ref: see gc.Ref
			word.SetUint(uint64(addr) >> 3)
		case reflect.Uintptr:
			word.SetUint(uint64(addr))
		default:
			continue
		}
		if got := ref.MethodByName("Addr").Call(nil)[0].Uint(); got != uint64(addr) {
			f.fail("%s: BUG: the form of %s is not known", path, v.Type())
		}
	}
	f.note(t, path, name == "gc.Weak")
}
