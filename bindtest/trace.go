package bindtest

// This file defines the comparison of trace methods with what reflection finds.

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lusterlua/luster/gen"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// Trace makes a value of every exposed type, and of the types of Config.Traced,
// with an object of its own in each place that can hold a reference, exported or
// not, through pointers, slices, maps and interfaces. It fails unless the trace
// method marks exactly these objects. Fields with //luster:notrace are left
// out, as are interfaces that no exposed type implements.
func Trace(t testing.TB, cfg Config) {
	t.Helper()
	exempt := map[string]bool{}
	if cfg.Open != nil {
		exempt = exemptions(cfg.generate(t))
	}
	open := cfg
	if open.Open == nil {
		open.Open = func(*rt.VM) error { return nil }
	}
	vm := open.vm(t, rt.Config{})
	var samples []reflect.Type
	for _, m := range vm.Modules() {
		for _, h := range m.Types {
			if typ := h.Go.Type(); typ != nil {
				samples = append(samples, reflect.PointerTo(typ))
			}
		}
	}
	for _, m := range vm.Modules() {
		for _, h := range m.Types {
			if typ := h.Go.Type(); typ != nil {
				traceType(t, vm, typ, h, exempt, samples)
			}
		}
	}
	for _, x := range cfg.Traced {
		typ := reflect.TypeOf(x)
		if typ.Kind() != reflect.Pointer {
			t.Errorf("Config.Traced has a %s, which is no pointer", typ)
			continue
		}
		traceType(t, vm, typ.Elem(), nil, exempt, samples)
	}
}

// exemptions returns the fields that are not traced for a reason that somebody
// gave, by import path, type and name.
func exemptions(r *gen.Result) map[string]bool {
	list := map[string]bool{}
	for _, e := range r.Exempt {
		if e.Kind == "notrace" {
			list[e.Owner+"."+e.Name] = true
		}
	}
	return list
}

// traceType checks one type. host is nil for one that is not exposed.
func traceType(t testing.TB, vm *rt.VM, typ reflect.Type, host *rt.HostType, exempt map[string]bool, samples []reflect.Type) {
	t.Helper()
	f := &filler{vm: vm, exempt: exempt, samples: samples, depth: map[reflect.Type]int{}, slots: map[uintptr]slot{}}
	x := reflect.New(typ)
	f.depth[typ]++
	f.fill(x.Elem(), typ.Name())
	if f.err != nil {
		t.Errorf("%s: %v", typ, f.err)
		return
	}
	tr, ok := x.Interface().(gc.Traceable)
	var marked []uintptr
	if ok {
		marked = gc.ChildrenOf(vm.Heap(), tr)
	}
	want, got := f.compare(marked)
	if diff := cmp.Diff(want, got); diff != "" {
		hint := ""
		if !ok {
			hint = "\nit has no trace method"
		}
		t.Errorf("%s: what reflection finds and what the trace method marks differ (-reflection +trace):\n%s%s", typ, diff, hint)
	}
	if host != nil && len(marked) > 0 && !host.Traced {
		t.Errorf("%s: the trace method marks objects, and the descriptor says that there are none to mark", typ)
	}
}

// A slot is a place that holds a reference.
type slot struct {
	path string
	weak bool
}

// A filler puts an object of its own into every place of a value.
type filler struct {
	vm      *rt.VM
	exempt  map[string]bool
	samples []reflect.Type
	depth   map[reflect.Type]int // of the types on the way
	slots   map[uintptr]slot     // by the address of the object
	skipped []string
	parts   int // pointers, lists and maps so far
	err     error
}

// compare returns the paths of the strong slots, and those of what was marked.
func (f *filler) compare(marked []uintptr) (want, got []string) {
	for _, s := range f.slots {
		if !s.weak {
			want = append(want, s.path)
		}
	}
	for _, addr := range marked {
		s, ok := f.slots[addr]
		switch {
		case !ok:
			got = append(got, "something that no field leads to")
		case s.weak:
			got = append(got, s.path+", which is weak")
		default:
			got = append(got, s.path)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	return want, slices.Compact(got)
}

func (f *filler) fail(format string, args ...any) {
	if f.err == nil {
		f.err = fmt.Errorf(format, args...)
	}
}

// Import paths of the types that decide by their name.
var (
	runtimePath = reflect.TypeFor[rt.Value]().PkgPath()
	gcPath      = reflect.TypeFor[gc.Header]().PkgPath()
)

// fill puts objects into v, which is addressable, and into what it leads to.
func (f *filler) fill(v reflect.Value, path string) {
	v = settable(v)
	typ := v.Type()
	if f.word(v, path) || f.edge(v, path) || opaque(typ) {
		return
	}
	switch typ.Kind() {
	case reflect.Pointer:
		if p, ok := f.pointer(typ, path); ok {
			v.Set(p)
		}
	case reflect.Struct:
		f.fields(v, path)
	case reflect.Array:
		for i := range v.Len() {
			if i < 4 || i == v.Len()-1 {
				f.fill(v.Index(i), fmt.Sprintf("%s[%d]", path, i))
			}
		}
	case reflect.Slice:
		if f.enter(typ) {
			s := reflect.MakeSlice(typ, 2, 2)
			for i := range s.Len() {
				f.fill(s.Index(i), fmt.Sprintf("%s[%d]", path, i))
			}
			v.Set(s)
			f.depth[typ]--
		}
	case reflect.Map:
		f.fillMap(v, path)
	case reflect.Interface:
		f.iface(v, path)
	}
}

// maxParts bounds the size of a value: types that refer to each other in many
// ways would make values without end.
const maxParts = 20000

// enter counts the types on the way, so that values of recursive types end.
func (f *filler) enter(typ reflect.Type) bool {
	if f.depth[typ] >= 2 || f.parts >= maxParts {
		return false
	}
	f.parts++
	f.depth[typ]++
	return true
}

func (f *filler) pointer(typ reflect.Type, path string) (p reflect.Value, ok bool) {
	if !f.enter(typ.Elem()) {
		return p, false
	}
	defer func() { f.depth[typ.Elem()]-- }()
	p = reflect.New(typ.Elem())
	f.fill(p.Elem(), path)
	return p.Convert(typ), true
}

func (f *filler) fields(v reflect.Value, path string) {
	typ := v.Type()
	owner, _, _ := strings.Cut(typ.Name(), "[")
	for i := range typ.NumField() {
		field := typ.Field(i)
		if field.Name == "_" || f.exempt[typ.PkgPath()+"."+owner+"."+field.Name] {
			continue
		}
		f.fill(v.Field(i), path+"."+field.Name)
	}
}

// fillMap makes two entries whose keys differ.
func (f *filler) fillMap(v reflect.Value, path string) {
	typ := v.Type()
	if !f.enter(typ) {
		return
	}
	defer func() { f.depth[typ]-- }()
	m := reflect.MakeMap(typ)
	for i := range 2 {
		key := reflect.New(typ.Key()).Elem()
		distinct(key, i+1)
		f.fill(key, fmt.Sprintf("%s{key %d}", path, i+1))
		elem := reflect.New(typ.Elem()).Elem()
		f.fill(elem, fmt.Sprintf("%s[key %d]", path, i+1))
		if !key.Comparable() {
			f.skipped = append(f.skipped, path)
			return
		}
		m.SetMapIndex(key, elem)
	}
	v.Set(m)
}

// distinct makes v, which is zero, different for different n if it can.
func distinct(v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(n%2 == 1)
	case reflect.String:
		v.SetString(fmt.Sprintf("k%d", n))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(n))
	case reflect.Complex64, reflect.Complex128:
		v.SetComplex(complex(float64(n), 0))
	case reflect.Struct:
		for i := range v.NumField() {
			if special(v.Field(i).Type()) == "" {
				distinct(settable(v.Field(i)), n)
			}
		}
	case reflect.Array:
		if v.Len() > 0 {
			distinct(v.Index(0), n)
		}
	default:
		switch {
		case v.CanInt():
			v.SetInt(int64(n))
		case v.CanUint():
			v.SetUint(uint64(n))
		}
	}
}

// iface puts a value of Lua into an interface that takes it, else an exposed type
// that implements it.
func (f *filler) iface(v reflect.Value, path string) {
	if word := reflect.TypeFor[rt.Value](); word.Implements(v.Type()) {
		x := reflect.New(word).Elem()
		f.fill(x, path)
		v.Set(x)
		return
	}
	for _, s := range f.samples {
		if !s.Implements(v.Type()) {
			continue
		}
		if p, ok := f.pointer(s, path); ok {
			v.Set(p)
			return
		}
	}
	f.skipped = append(f.skipped, path)
}
