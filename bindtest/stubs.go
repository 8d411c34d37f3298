package bindtest

// This file defines the comparison of the annotations for editors with what the
// VM has.

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lusterlua/luster/gen"
	rt "github.com/lusterlua/luster/runtime"
)

// Stubs compares the annotations on disk with the VM: each module, function,
// method, field, operator, constant and member of an enum is in both.
func Stubs(t testing.TB, cfg Config) {
	t.Helper()
	vm := cfg.vm(t, rt.Config{})
	files := map[string]string{}
	for _, m := range cfg.generate(t).Modules {
		names, _ := filepath.Glob(filepath.Join(m.Dir, "*.d.lua"))
		for _, name := range names {
			if text, err := os.ReadFile(name); err == nil {
				if stub := readStubs(string(text)); stub.module == m.Name {
					files[m.Name] = string(text)
				}
			}
		}
	}
	for _, m := range vm.Modules() {
		text, ok := files[m.Name]
		if !ok {
			t.Errorf("module %s has no annotations", m.Name)
			continue
		}
		compareStubs(t, vm, m, text)
	}
}

func compareStubs(t testing.TB, vm *rt.VM, m *rt.Module, text string) {
	t.Helper()
	stub := readStubs(text)
	want := moduleSymbols(vm, m)
	got := stub.symbols
	for _, h := range m.Types {
		for _, f := range stub.classFields(h.Name) {
			if h.Go.Type() == nil {
				break // crosses as a table: nothing in the VM knows its fields
			}
			got = append(got, fieldSymbol(h.Name, f.name, f.readonly))
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, slices.Compact(got)); diff != "" {
		t.Errorf("module %s: the VM and the annotations differ (-VM +annotations):\n%s", m.Name, diff)
	}
	if stub.global != m.Global {
		t.Errorf("module %s: a global in the VM: %v; in the annotations: %v", m.Name, m.Global, stub.global)
	}
}

func (a *annotations) classFields(name string) []classField {
	if c := a.classes[name]; c != nil {
		return c.fields
	}
	return nil
}

func fieldSymbol(typ, name string, readonly bool) string {
	if readonly {
		return "read-only field " + typ + "." + name
	}
	return "field " + typ + "." + name
}

// annotated are the metamethods that annotations can tell of.
var annotated = []string{
	"__add", "__sub", "__mul", "__div", "__mod", "__pow", "__idiv", "__band", "__bor", "__bxor", "__shl", "__shr",
	"__concat", "__unm", "__bnot", "__len", "__call",
}

// moduleSymbols lists what scripts reach of a module, read from its tables and
// from the descriptors of its types.
func moduleSymbols(vm *rt.VM, m *rt.Module) (list []string) {
	add := func(kind, name string) { list = append(list, kind+" "+name) }
	types, enums := map[string]bool{}, map[string]bool{}
	for _, h := range m.Types {
		types[h.Short] = true
		list = append(list, typeSymbols(h)...)
	}
	for _, e := range m.Enums {
		enums[e.Name] = true
	}
	tab, ok := vm.Loaded(m.Name).AsTable()
	if !ok {
		return append(list, "module "+m.Name+" is not open")
	}
	for k, v := range tab.All(vm) {
		name, _ := k.AsString(vm)
		full := m.Name + "." + name
		inner, isTable := v.AsTable()
		switch {
		case isTable && types[name]:
			for k := range inner.All(vm) {
				static, _ := k.AsString(vm)
				add("function", full+"."+static)
			}
			if mt, ok := inner.Metatable(vm); ok && !mt.RawGetString(vm, "__call").IsNil() {
				add("call", full)
			}
		case isTable && enums[name]:
			for k := range inner.All(vm) {
				item, _ := k.AsString(vm)
				add("enum", full+"."+item)
			}
		case v.IsFunc():
			add("function", full)
		default:
			add("constant", full)
		}
	}
	return list
}

func typeSymbols(h *rt.HostType) (list []string) {
	has := func(members []rt.Member, name string) bool {
		return slices.ContainsFunc(members, func(m rt.Member) bool { return m.Name == name })
	}
	for _, g := range h.Getters {
		list = append(list, fieldSymbol(h.Name, g.Name, !has(h.Setters, g.Name)))
	}
	for _, s := range h.Setters {
		if !has(h.Getters, s.Name) {
			list = append(list, "write-only field "+h.Name+"."+s.Name)
		}
	}
	for _, m := range h.Methods {
		list = append(list, "method "+h.Name+":"+m.Name)
	}
	for _, m := range h.Meta {
		if slices.Contains(annotated, m.Name) {
			list = append(list, "operator "+h.Name+"."+m.Name)
		}
	}
	return list
}

// stubTypes returns the classes of all modules, for making values of types that
// cross as tables.
func stubTypes(r *gen.Result) map[string]*class {
	all := map[string]*class{}
	for _, f := range r.Files {
		if strings.HasSuffix(f.Name, ".d.lua") {
			for name, c := range readStubs(string(f.Content)).classes {
				all[name] = c
			}
		}
	}
	return all
}
